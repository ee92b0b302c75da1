// Puts snapshots and changes on the screen. Everything shown comes as text from the server in the user's language;
// here it is only put in its place, never read as markup.

const script = document.querySelector("script[data-hub]");
const { watchLive } = await import(script.dataset.liveModule);
const root = document.querySelector("[data-live]");
const language = document.documentElement.lang;

const part = (element, name) => element.querySelector(`[data-part="${name}"]`);

function setText(element, name, text) {
  const target = part(element, name);
  if (target && target.textContent !== text) {
    target.textContent = text;
  }
}

function setIcon(element, name, icon) {
  part(element, name)?.setAttribute("href", `${script.dataset.icons}#${icon}`);
}

function showState(state) {
  const box = document.querySelector("[data-live-state]");
  box.dataset.liveState = state;
  const key = `text${state[0].toUpperCase()}${state.slice(1)}`;
  setText(box, "live-text", box.dataset[key]);
  document.documentElement.dataset.live = state;
}

function showCompartment(one) {
  const places = document.querySelectorAll(
    `[data-compartment="${one.number}"], [data-compartment-facts="${one.number}"]`);
  for (const place of places) {
    place.dataset.door = one.door;
    place.dataset.process = one.process;
    place.dataset.tone = one.tone;
    setText(place, "door", one.doorText);
    setText(place, "door-since", one.doorSince);
    setText(place, "process", one.processText);
    setIcon(place, "process-icon", one.processIcon);
  }
}

function showConnection(connection) {
  for (const place of document.querySelectorAll(`[data-connection-of="${connection.depot}"]`)) {
    place.dataset.state = connection.state;
    place.dataset.tone = connection.tone;
    setText(place, "state", connection.stateText);
    setText(place, "note", connection.note);
    setText(place, "advice", connection.advice);
    const faults = part(place, "faults");
    faults.replaceChildren(...connection.faults.map((fault) => {
      const item = document.createElement("li");
      item.textContent = fault;
      return item;
    }));
    const row = place.closest("[data-connection]");
    row?.setAttribute("data-connection", connection.state);
    row?.setAttribute("data-connection-tone", connection.tone);
  }
}

function fromTemplate(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function timelineLine(line) {
  const item = fromTemplate("timeline-line");
  item.dataset.number = line.number;
  item.dataset.kind = line.kind;
  item.dataset.tone = line.tone;
  item.querySelector("time").dateTime = line.at;
  setText(item, "time", line.time);
  setText(item, "date", line.date);
  setText(item, "text", line.text);
  setText(item, "by", line.by);
  setIcon(item, "icon", line.icon);
  return item;
}

function showTimeline(lines, whole) {
  const list = root.querySelector("[data-timeline]");
  const items = lines.map(timelineLine);
  if (whole) {
    list.replaceChildren(...items);
  } else {
    items.forEach((item) => item.classList.add("is-new"));
    list.prepend(...items);
    while (list.children.length > Number(list.dataset.timelineMax)) {
      list.lastElementChild.remove();
    }
  }
  let day = "";
  for (const date of list.querySelectorAll('[data-part="date"]')) {
    date.hidden = date.textContent === day;
    day = date.textContent;
  }
  root.querySelector("[data-timeline-empty]").hidden = list.children.length > 0;
}

function fillOpening(item, opening) {
  item.dataset.opening = opening.id;
  item.dataset.state = opening.state;
  item.dataset.tone = opening.tone;
  setText(item, "compartment-text", opening.compartmentText);
  setText(item, "state", opening.stateText);
  setText(item, "reason", opening.reason);
  setText(item, "note", opening.note);
  setText(item, "by", opening.by);
  setText(item, "at", opening.at);
  opening.steps.forEach((step, place) => {
    const mark = part(item, "steps").children[place];
    mark.dataset.step = step.step;
    mark.dataset.progress = step.progress;
    mark.querySelector(".step-text").textContent = step.text;
    mark.querySelector(".visually-hidden").textContent = step.progressText;
    mark.querySelector("time").textContent = step.time;
  });
}

function showOpenings(openings) {
  const list = root.querySelector("[data-openings]");
  const known = new Map([...list.children].map((item) => [item.dataset.opening, item]));
  list.replaceChildren(...openings.map((opening) => {
    const item = known.get(opening.id) ?? fromTemplate("opening");
    fillOpening(item, opening);
    return item;
  }));
  root.querySelector("[data-openings-empty]").hidden = openings.length > 0;
}

function showSummary(depot) {
  const row = root.querySelector(`[data-depot="${depot.depot}"]`);
  if (!row) {
    window.location.reload(); // a depot that is new to this list
    return;
  }
  row.dataset.tone = depot.tone;
  setText(row, "occupancy", depot.occupancyText);
  setText(row, "doors", depot.doorsText);
  setText(row, "trouble", depot.troubleText);
  part(row, "doors-box").dataset.tone = depot.doorsOpen > 0 ? "Notice" : "Quiet";
  part(row, "trouble-box").dataset.tone = depot.troubled > 0 ? "Trouble" : "Quiet";
  part(row, "meter").value = depot.compartments - depot.ready;
  showConnection(depot.connection);
}

function watchDepot() {
  watchLive({
    url: script.dataset.hub,
    watch: (hub) => hub.invoke("WatchDepot", root.dataset.depot, language),
    changeName: "DepotChanged",
    onSnapshot(snapshot) {
      snapshot.compartments.forEach(showCompartment);
      showTimeline(snapshot.timeline, true);
      showOpenings(snapshot.openings);
      showConnection(snapshot.connection);
      root.dataset.liveNumber = snapshot.number;
    },
    onChange(change) {
      change.compartments.forEach(showCompartment);
      showTimeline(change.timeline, false);
      if (change.openings !== null) {
        showOpenings(change.openings);
      }
      root.dataset.liveNumber = change.number;
    },
    onConnection: showConnection,
    onState: showState,
  });
}

function watchFleet() {
  watchLive({
    url: script.dataset.hub,
    watch: (hub) => hub.invoke("WatchFleet", language),
    changeName: "FleetChanged",
    onSnapshot(snapshot) {
      snapshot.depots.forEach(showSummary);
      root.dataset.liveNumber = snapshot.number;
    },
    onChange(change) {
      change.depots.forEach(showSummary);
      root.dataset.liveNumber = change.number;
    },
    onConnection: showConnection,
    onState: showState,
  });
}

// The panel changes in place, so that the live picture stays; without script the same link loads the page.
async function openPanel(url, focus) {
  const panel = document.getElementById("panel");
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const drawn = page.getElementById("panel");
    if (!answer.ok || !drawn) {
      throw new Error("no panel");
    }
    panel.replaceWith(drawn);
    const chosen = new URL(url, window.location.href).searchParams.get("compartment");
    for (const one of document.querySelectorAll("[data-compartment]")) {
      if (one.dataset.compartment === chosen) {
        one.setAttribute("aria-current", "true");
      } else {
        one.removeAttribute("aria-current");
      }
    }
    if (focus) {
      drawn.focus({ preventScroll: false });
    }
  } catch {
    window.location.assign(url);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-compartment], a[data-panel-link]");
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  event.preventDefault();
  const url = link.href.split("#")[0];
  window.history.pushState(null, "", url);
  openPanel(url, true);
});

if (root.dataset.live === "depot") {
  window.addEventListener("popstate", () => openPanel(window.location.href, false));
  watchDepot();
} else {
  watchFleet();
}
