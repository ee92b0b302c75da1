// Chooses light or dark before the first paint: the switch's choice, or what the system prefers.
const root = document.documentElement;
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");

function apply() {
  if (root.dataset.themeChoice === "auto") {
    root.dataset.bsTheme = prefersDark.matches ? "dark" : "light";
  }
}

apply();
prefersDark.addEventListener("change", apply);
