// Keeps the list of codes honest without reload: whenever something happens at the depot, the list is drawn anew.

const root = document.querySelector("[data-codes]");
const { hub, liveModule } = document.querySelector("script[data-hub]").dataset;
const { watchLive } = await import(liveModule);
let drawing = false;
let again = false;

async function draw() {
  if (drawing) {
    again = true;
    return;
  }
  drawing = true;
  try {
    const answer = await fetch(window.location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const list = page.getElementById("codes-list");
    const shown = document.getElementById("codes-list");
    if (answer.ok && list && !shown.contains(document.activeElement)) {
      shown.replaceWith(list);
    }
  } catch {
    // The list stays as it was; the next change draws it.
  } finally {
    drawing = false;
  }
  if (again) {
    again = false;
    draw();
  }
}

watchLive({
  url: hub,
  watch: (connection) => connection.invoke("WatchDepot", root.dataset.codes, document.documentElement.lang),
  changeName: "DepotChanged",
  onSnapshot: draw,
  onChange: draw,
  onConnection: draw,
  onState: (state) => {
    document.documentElement.dataset.live = state;
  },
});
