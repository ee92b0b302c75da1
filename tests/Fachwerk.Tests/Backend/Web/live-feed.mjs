// Plays steps to the live script of the pages, with a hub that does what they say, and prints what a page was told.
// Usage: node live-feed.mjs SCRIPT STEP...
// A step: "snapshot N", "no snapshot", "change AFTER NUMBER", "close", "wait".
import { readFileSync } from "node:fs";

const [script, ...steps] = process.argv.slice(2);
const told = [];
const asked = [];
const timers = [];
let take = null;
let closed = null;

class HubConnection {
  start() {
    return Promise.resolve();
  }
  stop() {
    closed();
    return Promise.resolve();
  }
  on(name, handler) {
    if (name === "Changed") {
      take = handler;
    }
  }
  onclose(handler) {
    closed = handler;
  }
}

class HubConnectionBuilder {
  withUrl() {
    return this;
  }
  configureLogging() {
    return this;
  }
  build() {
    return new HubConnection();
  }
}

globalThis.window = {
  signalR: {
    HubConnectionBuilder,
    HttpClient: class {},
    DefaultHttpClient: class {},
    NullLogger: {},
    LogLevel: {},
  },
  addEventListener() {},
  setTimeout: (action) => timers.push(action),
};

const settle = () => new Promise((resolve) => setImmediate(resolve));
const source = Buffer.from(readFileSync(script)).toString("base64");
const { watchLive } = await import(`data:text/javascript;base64,${source}`);
watchLive({
  url: "/live",
  changeName: "Changed",
  watch: () => new Promise((resolve, reject) => {
    told.push("watch");
    asked.push({ resolve, reject });
  }),
  onSnapshot: (snapshot) => told.push(`snapshot ${snapshot.number}`),
  onChange: (change) => told.push(`change ${change.number}`),
  onConnection() {},
  onState: (state) => told.push(state),
});
await settle();
for (const step of steps) {
  const [word, first, second] = step.split(" ");
  if (word === "snapshot") {
    asked.shift().resolve({ number: Number(first) });
  } else if (word === "no") {
    asked.shift().reject(new Error("no answer"));
  } else if (word === "change") {
    take({ after: Number(first), number: Number(second) });
  } else if (word === "close") {
    closed();
  } else {
    timers.shift()();
  }
  await settle();
}
console.log(told.join(", "));
