// Buttons that copy: <button type="button" class="copy" data-copy="TEXT" hidden>Copy</button>

const TOLD = 2000;

const shown = new WeakMap();

async function copy(button) {
  if (!shown.has(button)) shown.set(button, [...button.childNodes]);
  let told = "Copied";
  try {
    await copyText(button.dataset.copy);
  } catch {
    told = "Not copied";
  }
  button.textContent = told;
  setTimeout(() => button.replaceChildren(...shown.get(button)), TOLD);
}

async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Pages that come over plain HTTP from another machine have no clipboard of the new kind.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("The browser does not copy.");
  return undefined;
}

/** Shows the buttons of the page, and makes those that come later copy, too. */
export function enableCopying() {
  const told = document.createElement("p");
  told.setAttribute("role", "status");
  told.className = "unseen";
  document.body.append(told);
  for (const button of document.querySelectorAll("button.copy")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button.copy");
    if (!button) return;
    await copy(button);
    told.textContent = button.textContent;
  });
}
