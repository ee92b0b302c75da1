// The live connection: watches one topic, keeps its changes in order, and heals by itself.
// What travels is documented in backend/Live/README.md.

const retryDelaysMs = [0, 500, 1000, 2000, 5000, 10000];

/** Back-off for ever: a screen on a wall must come back whenever the backend does. */
function retryDelay(attempt) {
  const base = retryDelaysMs[Math.min(attempt, retryDelaysMs.length - 1)];
  return base + Math.random() * base * 0.3;
}

/** SignalR's own way of asking, which also tells when nobody is signed in any more. */
function askingFor(onSignedOut) {
  const inner = new window.signalR.DefaultHttpClient(window.signalR.NullLogger.instance);
  return new (class extends window.signalR.HttpClient {
    async send(request) {
      try {
        return await inner.send(request);
      } catch (error) {
        if (error.statusCode === 401) {
          onSignedOut();
        }
        throw error;
      }
    }
  })();
}

/**
 * @param {object} options
 * @param {string} options.url      the hub's address
 * @param {() => Promise<object>} options.watch  asks for a snapshot; gets the connection
 * @param {string} options.changeName  the message with numbered changes
 * @param {(snapshot: object) => void} options.onSnapshot
 * @param {(change: object) => void} options.onChange
 * @param {(connection: object) => void} options.onConnection
 * @param {(state: "connecting" | "on" | "lost" | "ended") => void} options.onState
 */
export function watchLive(options) {
  const hub = new window.signalR.HubConnectionBuilder()
    .withUrl(options.url, { httpClient: askingFor(leave) })
    .configureLogging(window.signalR.LogLevel.None)
    .build();
  hub.serverTimeoutInMilliseconds = 15000;
  hub.keepAliveIntervalInMilliseconds = 5000;

  let number = null; // the newest audit entry this screen shows; null while a snapshot is on its way
  let waiting = [];
  let attempt = 0;
  let ended = false;

  // The session is over: whoever sits here sees nothing more, and is led to the sign-in by the page's own address.
  function leave() {
    ended = true;
    options.onState("ended");
    window.location.assign(window.location.href.split("#")[0]);
  }

  function take(change) {
    if (number === null) {
      waiting.push(change);
    } else if (change.after > number) {
      refresh();
    } else if (change.number > number) {
      number = change.number;
      options.onChange(change);
    }
  }

  async function refresh() {
    number = null;
    try {
      const snapshot = await options.watch(hub);
      if (snapshot === null) {
        window.location.reload(); // the depot is gone: the server says so best
        return;
      }
      number = snapshot.number;
      options.onSnapshot(snapshot);
      const held = waiting;
      waiting = [];
      held.forEach(take);
    } catch {
      await hub.stop(); // onclose connects anew
    }
  }

  async function connect() {
    options.onState(attempt === 0 ? "connecting" : "lost");
    try {
      await hub.start();
      attempt = 0;
      waiting = [];
      await refresh();
      if (number !== null) {
        options.onState("on");
      }
    } catch {
      later();
    }
  }

  function later() {
    if (ended) {
      return;
    }
    options.onState("lost");
    attempt += 1;
    window.setTimeout(connect, retryDelay(attempt));
  }

  hub.on(options.changeName, take);
  hub.on("ConnectionChanged", options.onConnection);
  hub.onclose(later);
  window.addEventListener("pagehide", () => {
    ended = true;
    hub.stop();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      window.location.reload();
    }
  });
  connect();
}
