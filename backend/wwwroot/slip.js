// Copy and print for a code that was just issued. Both buttons stay hidden where the browser cannot do it.
const slip = document.getElementById("slip");

function wireCopy(button) {
  if (!navigator.clipboard) {
    return;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("span").textContent = button.dataset.done;
  });
}

function wirePrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

if (slip) {
  slip.querySelectorAll("[data-copy]").forEach(wireCopy);
  slip.querySelectorAll("[data-print]").forEach(wirePrint);
  slip.focus();
}
