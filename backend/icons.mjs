// Draws the icon sprite: the icons in use, out of the ten thousand of @tabler/icons, as one file of <symbol>s.
// Usage: node icons.mjs OUTPUT. A page shows one with <icon name="door" />.
import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";

const names = [
  "alert-triangle", "antenna-bars-5", "antenna-bars-off", "arrow-left", "ban", "bolt", "building", "check",
  "chevron-right", "circle", "circle-check", "circle-dashed", "circle-x", "clock", "clock-exclamation", "copy",
  "device-desktop", "door", "door-enter", "door-exit", "eye-off", "hand-stop", "help", "history", "hourglass",
  "info-circle", "key", "key-off", "layout-grid", "lock", "lock-open", "lock-x", "logout", "map-pin", "moon", "package",
  "plug-connected", "plug-x", "power", "printer", "refresh", "send", "settings", "shield-lock", "sun",
  "tool", "user", "x",
];

const symbols = names.map((name) => {
  const svg = readFileSync(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8");
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
});

const output = process.argv[2];
mkdirSync(dirname(output), { recursive: true });
writeFileSync(output, `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
