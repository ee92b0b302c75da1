import { follow, startBar, t } from "./texts.js";

const list = document.getElementById("depots");
const filter = document.getElementById("filter");
const filterFrom = 9;
let depots = {};

function tag(name, className, text) {
  const element = document.createElement(name);
  element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function state(depot) {
  return depot.power ? (depot.network ? t("online") : t("noNetwork")) : t("noPower");
}

function card(depot) {
  const item = tag("li", "card");
  const link = tag("a", "card-link");
  link.href = `/depots/${depot.controller}`;
  const head = tag("span", "card-head");
  const led = tag("span", "led");
  led.dataset.color = depot.led;
  head.append(led, tag("strong", "card-name", depot.name || depot.controller));
  const glass = tag("span", "card-glass", depot.line || "\u00a0");
  glass.dataset.lit = depot.power;
  const badge = tag("span", "badge", state(depot));
  badge.dataset.good = depot.power && depot.network;
  const facts = tag("span", "card-facts");
  facts.append(badge, tag("span", "", `${depot.controller} · ${depot.compartments} ${t("compartments")}`));
  const doors = depot.openDoors ? `${t("openDoors")}: ${depot.openDoors}` : t("allShut");
  link.append(head, glass, facts, tag("span", "card-doors", doors));
  item.append(link);
  return item;
}

function draw() {
  document.title = `Fachwerk · ${t("depots")}`;
  const all = Object.values(depots);
  document.getElementById("filter-row").hidden = all.length < filterFrom;
  const wanted = filter.value.trim().toLowerCase();
  const shown = all.filter((depot) => `${depot.name} ${depot.controller}`.toLowerCase().includes(wanted));
  const focused = document.activeElement?.getAttribute("href");
  list.replaceChildren(...(shown.length ? shown.map(card) : [tag("li", "hint", all.length ? t("none") : "")]));
  if (focused) list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
}

filter.addEventListener("input", draw);
startBar(draw);
draw();
follow("/api/depots/stream", (all) => {
  depots = all;
  draw();
}, (changes) => {
  Object.assign(depots, changes);
  draw();
});
