// What is broken and what could be. The simulator tells which faults there are; fault-texts.js what to call them.

import { faultTexts } from "./fault-texts.js";
import { t } from "./texts.js";
import { send } from "./hands.js";

const byId = (id) => document.getElementById(id);
const say = (key) => faultTexts[document.documentElement.lang][key] ?? key;
let address = "";
let kinds = [];
let on = [];

function split(name) {
  for (const kind of kinds) {
    const [before, behind] = kind.name.split("#");
    if (behind === undefined ? kind.name === name : new RegExp(`^${before}\\d+${behind}$`).test(name)) {
      return { kind, number: behind === undefined ? "" : name.slice(before.length, name.length - behind.length) };
    }
  }
  return { kind: { name }, number: "" };
}

function label(name) {
  const { kind, number } = split(name);
  return say(kind.name).replace("#", number);
}

function chosen() {
  return kinds.find((kind) => kind.name === byId("fault").value);
}

function drawFields() {
  const { count, value, lasts } = chosen();
  byId("fault-number-row").hidden = count === 0;
  byId("fault-value-row").hidden = !value;

  // A hidden field must not keep the form from being sent.
  byId("fault-number").disabled = count === 0;
  byId("fault-value").disabled = !value;
  byId("fault-number").max = Math.max(1, count);
  byId("fault-number").value = Math.min(byId("fault-number").value || 1, Math.max(1, count));
  if (value) {
    byId("fault-value-name").textContent = say(`value ${value.name}`);
    Object.assign(byId("fault-value"), { min: value.min, max: value.max, value: value.default });
  }
  byId("break-it").textContent = t(lasts ? "breakIt" : "doIt");
}

function drawChoice() {
  const select = byId("fault");
  const before = select.value;
  const groups = [...new Set(kinds.map((kind) => kind.group))].map((group) => {
    const element = document.createElement("optgroup");
    element.label = say(`group ${group}`);
    element.append(...kinds.filter((kind) => kind.group === group).map((kind) =>
      new Option(say(kind.name).replace(/ ?#/, ""), kind.name)));
    return element;
  });
  select.replaceChildren(...groups);
  if (before) select.value = before;
}

function mend(name) {
  send(address, { fault: name, on: false });
}

function drawOn() {
  const focused = document.activeElement?.dataset.fault;
  byId("faults-none").hidden = on.length > 0;
  byId("mend-all").hidden = on.length < 2;
  byId("faults-on").replaceChildren(...on.map((name) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mend";
    button.dataset.fault = name;
    button.textContent = t("mendIt");
    button.setAttribute("aria-label", `${t("mendIt")}: ${label(name)}`);
    button.addEventListener("click", () => mend(name));
    const text = document.createElement("span");
    text.textContent = label(name);
    item.append(text, button);
    return item;
  }));
  if (focused) (byId("faults-on").querySelector(`[data-fault="${focused}"]`) ?? byId("fault")).focus();
}

export const faults = {
  async start(to) {
    address = to;
    byId("fault").addEventListener("change", drawFields);
    byId("mend-all").addEventListener("click", () => {
      byId("fault").focus();
      on.forEach(mend);
    });
    byId("faults").addEventListener("submit", (event) => {
      event.preventDefault();
      const { name, value } = chosen();
      const fault = name.replace("#", byId("fault-number").value);
      send(address, { fault, on: true, ...(value && { [value.name]: Number(byId("fault-value").value) }) });
    });
    kinds = await (await fetch(address)).json();
    this.label();
  },
  label() {
    if (!kinds.length) return;
    drawChoice();
    drawFields();
    drawOn();
  },
  show(names) {
    on = names;
    if (kinds.length) drawOn();
  }
};
