// What the panels say, and how they look: language and theme are kept in the browser.

const texts = {
  de: {
    skip: "Zum Inhalt", otherLanguage: "English", switchLanguage: "Switch to English",
    switchTheme: "Hell oder dunkel",
    sound: "Ton", depots: "Simulierte Depots", filter: "Suchen:", none: "Kein Depot passt dazu.",
    depotsLead: "Jedes Depot läuft mit der echten Steuerungssoftware auf einer nachgebildeten Platine.",
    lost: "Die Verbindung zum Simulator ist weg. Die Seite meldet sich wieder an, sobald er läuft.",
    console: "Bedienfeld", keypad: "Tastatur", hand: "Was die Hand tut", push: "Zudrücken", pull: "Aufziehen",
    jam: "Verklemmen", pushAll: "Alle offenen Türen zudrücken",
    handHint: "Wählen, dann eine Tür anklicken. Eine verklemmte Tür löst derselbe Klick wieder.",
    keyboardHint: "Auch mit der Tastatur: Ziffern, Eingabe = #, Rücktaste oder Entf = *",
    switches: "Schalter", power: "Strom", network: "Netzwerk", mains: "Netzspannung", housing: "Gehäuse zu",
    faults: "Fehler", fault: "Was:", number: "Nummer:", breakIt: "Kaputtmachen", mendIt: "Reparieren",
    doIt: "Geschehen lassen", mendAll: "Alles reparieren", noFaults: "Nichts ist kaputt.",
    counters: "Zähler", events: "Ereignisse", waiting: "davon unbestätigt", boots: "Starts",
    watchdog: "davon durch Watchdog",
    sent: "Telegramme gesendet", received: "Telegramme empfangen", compartments: "Fächer", openDoors: "Offen",
    allShut: "Alle Türen zu",
    off: "aus", red: "rot", green: "grün", yellow: "gelb", led: "LED", buzzes: "Summer an", silent: "Summer still",
    door: "Fach", open: "offen", shut: "zu", jammed: "verklemmt", pulse: "Impuls", noPower: "ohne Strom",
    noNetwork: "ohne Netz", online: "läuft", controller: "Steuerung", clear: "löschen", enter: "Eingabe",
    display: "Anzeige",
    failed: "Das hat der Simulator nicht angenommen:"
  },
  en: {
    skip: "Skip to content", otherLanguage: "Deutsch", switchLanguage: "Auf Deutsch umschalten",
    switchTheme: "Light or dark",
    sound: "Sound", depots: "Simulated depots", filter: "Search:", none: "No depot matches.",
    depotsLead: "Each depot runs the real controller software on a simulated board.",
    lost: "The connection to the simulator is gone. The page reconnects as soon as it runs again.",
    console: "Control panel", keypad: "Keypad", hand: "What the hand does", push: "Push shut", pull: "Pull open",
    jam: "Jam", pushAll: "Push all open doors shut",
    handHint: "Choose, then click a door. The same click frees a jammed door again.",
    keyboardHint: "By keyboard too: digits, Enter = #, Backspace or Delete = *",
    switches: "Switches", power: "Power", network: "Network", mains: "Mains supply", housing: "Housing shut",
    faults: "Faults", fault: "What:", number: "Number:", breakIt: "Break it", mendIt: "Mend",
    doIt: "Let it happen", mendAll: "Mend everything", noFaults: "Nothing is broken.",
    counters: "Counters", events: "Events", waiting: "of these unacknowledged", boots: "Starts",
    watchdog: "of these by watchdog",
    sent: "Telegrams sent", received: "Telegrams received", compartments: "compartments", openDoors: "Open",
    allShut: "All doors shut",
    off: "off", red: "red", green: "green", yellow: "yellow", led: "LED", buzzes: "Buzzer sounds",
    silent: "Buzzer silent",
    door: "Compartment", open: "open", shut: "shut", jammed: "jammed", pulse: "pulse", noPower: "no power",
    noNetwork: "no network", online: "running", controller: "Controller", clear: "clear", enter: "enter",
    display: "Display",
    failed: "The simulator did not accept that:"
  }
};

const root = document.documentElement;
const asked = new URLSearchParams(location.search);

function chosen(name, allowed, fallback) {
  const value = asked.get(name) ?? localStorage.getItem(name);
  return allowed.includes(value) ? value : fallback;
}

root.lang = chosen("lang", Object.keys(texts), root.lang in texts ? root.lang : "en");
root.dataset.theme = chosen("theme", ["light", "dark"], "auto");

export const t = (key) => texts[root.lang][key];

export function write() {
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(element.dataset.label));
    element.title = t(element.dataset.label);
  }
}

/** Wires the two buttons of the bar; `redraw` is called when the language changed. */
export function startBar(redraw) {
  document.getElementById("language").addEventListener("click", () => {
    root.lang = root.lang === "de" ? "en" : "de";
    localStorage.setItem("lang", root.lang);
    write();
    redraw();
  });
  document.getElementById("theme").addEventListener("click", () => {
    const isDark = root.dataset.theme === "dark"
      || (root.dataset.theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = isDark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
  write();
}

/** Follows a stream of "all" and "changes"; says when the connection is lost. */
export function follow(address, onAll, onChanges) {
  const lost = document.getElementById("lost");
  const stream = new EventSource(address);
  stream.addEventListener("open", () => { lost.hidden = true; });
  stream.addEventListener("error", () => { lost.hidden = false; });
  stream.addEventListener("all", (message) => onAll(JSON.parse(message.data)));
  stream.addEventListener("changes", (message) => onChanges(JSON.parse(message.data)));
}
