import { drawGlass } from "./glass.js";
import { follow, startBar, t } from "./texts.js";
import { fingers, send } from "./hands.js";
import { faults } from "./faults.js";
import { sound } from "./sound.js";

const byId = (id) => document.getElementById(id);
const controller = location.pathname.split("/").pop();
const api = `/api/depots/${controller}`;
const doors = new Map();
let depot = null;
let spoken = 0;

function part(name, className, text = "") {
  const element = document.createElement(name);
  element.className = className;
  element.textContent = text;
  return element;
}

function buildDoors(count) {
  const left = Math.ceil(count / 2);
  for (let number = 1; number <= count; number++) {
    const door = document.createElement("button");
    door.type = "button";
    door.className = "door";
    door.dataset.compartment = number;
    const leaf = part("span", "leaf");
    leaf.append(part("span", "door-number", number), part("span", "handle"), part("span", "door-state"));
    const inside = part("span", "inside");
    inside.append(part("strong", "", number), part("span", "inside-state"));
    door.append(inside, leaf);
    door.addEventListener("click", () => touch(number));
    byId(number <= left ? "doors-left" : "doors-right").append(door);
    doors.set(number, door);
  }
  byId("cabinet").dataset.columns = count > 32 ? 4 : count > 6 ? 2 : 1;
}

function touch(number) {
  const hand = document.querySelector("input[name=hand]:checked").value;
  const isJammed = depot.doors[number - 1].jammed;
  send(`${api}/doors/${number}`, { action: hand === "jam" && isJammed ? "free" : hand });
}

function drawDoor({ number, open, jammed }, pulses) {
  const door = doors.get(number);
  const state = [t(open ? "open" : "shut"), jammed && t("jammed"), pulses && t("pulse")].filter(Boolean);
  Object.assign(door.dataset, { open, jammed, pulses });
  door.querySelector(".door-state").textContent = jammed && !open ? t("jammed") : "";
  door.querySelector(".inside-state").textContent = jammed ? t("jammed") : t("open");
  door.setAttribute("aria-label", `${t("door")} ${number}: ${state.join(", ")}`);
}

function drawDisplay() {
  byId("glass-frame").dataset.lit = depot.display.lit;
  drawGlass(byId("glass"), depot.display);
  const text = depot.display.lines.map((line) => line.trim()).filter(Boolean).join(". ");
  clearTimeout(spoken);
  spoken = setTimeout(() => { byId("glass-text").textContent = `${t("display")}: ${text || t("off")}`; }, 400);
}

function drawSwitches() {
  byId("power").setAttribute("aria-checked", depot.power);
  byId("network").setAttribute("aria-checked", depot.network);
  byId("mains").setAttribute("aria-checked", depot.mains);
  byId("housing").setAttribute("aria-checked", depot.housingShut);
}

function drawAll() {
  if (!depot) return;
  document.title = `${depot.name || depot.controller} · Fachwerk`;
  byId("name").textContent = depot.name || depot.controller;
  byId("number").textContent = `${t("controller")} ${depot.controller} · ${depot.doors.length} ${t("compartments")}`;
  drawDisplay();
  drawSignals();
  depot.doors.forEach((door, index) => drawDoor(door, depot.solenoids[index].on));
  drawSwitches();
  faults.show(depot.faults);
  drawCounters();
}

function drawSignals() {
  byId("led").dataset.color = depot.led;
  byId("led-text").textContent = `${t("led")} ${t(depot.led)}`;
  byId("buzzer").dataset.on = depot.buzzer;
  byId("buzzer-text").textContent = t(depot.buzzer ? "buzzes" : "silent");
  sound.set(depot.buzzer);
}

function drawCounters() {
  byId("journal-last").textContent = depot.journal.last;
  byId("journal-waiting").textContent = depot.journal.waiting;
  byId("boots").textContent = depot.counters.boots;
  byId("watchdog").textContent = depot.counters.watchdogResets;
  byId("sent").textContent = depot.counters.sent;
  byId("received").textContent = depot.counters.received;
}

function apply(changes) {
  const { doors: changedDoors = [], solenoids: changedSolenoids = [], ...rest } = changes;
  Object.assign(depot, rest);
  for (const door of changedDoors) depot.doors[door.number - 1] = door;
  for (const coil of changedSolenoids) depot.solenoids[coil.number - 1] = coil;
  if (rest.display) drawDisplay();
  if ("led" in rest || "buzzer" in rest) drawSignals();
  for (const { number } of [...changedDoors, ...changedSolenoids]) {
    drawDoor(depot.doors[number - 1], depot.solenoids[number - 1].on);
  }
  if ("keys" in rest) fingers.show(rest.keys);
  if ("journal" in rest || "counters" in rest) drawCounters();
  if ("faults" in rest) faults.show(rest.faults);
  drawSwitches();
}

function start(all) {
  if (!depot) buildDoors(all.doors.length);
  depot = all;
  drawAll();
}

byId("power").addEventListener("click", () => send(`${api}/power`, { on: !depot.power }));
byId("network").addEventListener("click", () => send(`${api}/network`, { up: !depot.network }));
byId("mains").addEventListener("click", () => send(`${api}/faults`, { fault: "mains", on: depot.mains }));
byId("housing").addEventListener("click", () => send(`${api}/faults`, { fault: "housing", on: depot.housingShut }));

byId("push-all").addEventListener("click", () => {
  for (const door of depot.doors.filter((candidate) => candidate.open)) {
    send(`${api}/doors/${door.number}`, { action: "push" });
  }
});
byId("sound").addEventListener("click", (event) => {
  event.currentTarget.setAttribute("aria-pressed", sound.toggle());
});
addEventListener("resize", () => depot && drawGlass(byId("glass"), depot.display));
fingers.start(byId("keypad"), `${api}/keys`, t);
startBar(() => { drawAll(); fingers.label(t); faults.label(); });
faults.start(`${api}/faults`);
follow(`${api}/stream`, start, apply);
