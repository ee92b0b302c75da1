// Fingers on the keypad, by mouse, touch and keyboard; and the one way to tell the simulator what is done.

const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const byKeyboard = { Enter: "#", Backspace: "*", Delete: "*", "*": "*", "#": "#", Escape: "*" };
const problem = document.getElementById("problem");
let queue = Promise.resolve();
let address = "";
let text = (key) => key;

/** Sends one thing after the other, in the order they were done. */
export function send(to, body) {
  queue = queue.then(async () => {
    try {
      const answer = await fetch(to, {
        method: "POST", keepalive: true, headers: { "content-type": "application/json" }, body: JSON.stringify(body)
      });
      problem.hidden = answer.ok;
      if (!answer.ok) problem.textContent = `${text("failed")} ${(await answer.json()).detail ?? answer.status}`;
    } catch {
      // The stream says that the simulator is gone, and heals by itself.
      problem.hidden = true;
    }
  });
  return queue;
}

const held = new Set();

function press(key) {
  if (held.has(key)) return;
  held.add(key);
  send(address, { down: key });
}

function release(key) {
  if (held.delete(key)) send(address, { up: key });
}

function keyOf(event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.target.closest?.("input[type=number], select")) return null;
  if (/^[0-9]$/.test(event.key)) return event.key;
  const isOnControl = event.target.closest?.("button, a, input, summary");
  return isOnControl && event.key === "Enter" ? null : byKeyboard[event.key] ?? null;
}

function button(key) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "key";
  element.dataset.key = key;
  element.textContent = key === "*" ? "✱" : key;
  element.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    press(key);
  });
  element.addEventListener("pointerup", () => release(key));
  element.addEventListener("pointercancel", () => release(key));
  element.addEventListener("contextmenu", (event) => event.preventDefault());

  // A click without a pointer: Enter or space on the focused key, or an assistive technology.
  element.addEventListener("click", (event) => {
    if (event.detail === 0) send(address, { keys: key });
  });
  return element;
}

export const fingers = {
  start(pad, to, texts) {
    address = to;
    pad.replaceChildren(...keys.map(button));
    this.label(texts);
    addEventListener("keydown", (event) => {
      const key = keyOf(event);
      if (key === null || event.repeat) return;
      event.preventDefault();
      press(key);
    });
    addEventListener("keyup", (event) => {
      const key = /^[0-9]$/.test(event.key) ? event.key : byKeyboard[event.key];
      if (key) release(key);
    });
    const releaseAll = () => [...held.keys()].forEach(release);
    addEventListener("blur", releaseAll);
    addEventListener("pagehide", releaseAll);
  },
  label(texts) {
    text = texts;
    for (const element of document.querySelectorAll(".key")) {
      const key = element.dataset.key;
      const name = key === "*" ? texts("clear") : key === "#" ? texts("enter") : "";
      element.setAttribute("aria-label", name ? `${key} ${name}` : key);
      element.dataset.name = name;
    }
  },
  show(pressed) {
    for (const element of document.querySelectorAll(".key")) {
      element.dataset.held = pressed.includes(element.dataset.key);
    }
  }
};
