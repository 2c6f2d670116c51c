// Sends the query and shows what comes back.
import { element } from "../elements/element.js";
import { markMistake } from "./mistake.js";
import { partsOf, readRows, readText } from "./reading.js";
import { graphView, problemMessage, rowsView, status } from "./results.js";
import { moveTo } from "./view.js";

const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";

async function readProblem(response) {
  const fallback = { title: `The server answered ${response.status}`, detail: response.statusText };
  if (!response.headers.get("content-type")?.includes("json")) return fallback;
  return { ...fallback, ...(await response.json()) };
}

/** The address that asks what the form holds. */
export function addressOf(form) {
  const url = new URL(form.action);
  url.search = new URLSearchParams(new FormData(form)).toString();
  return url;
}

/**
 * Makes the function that runs the form's query, and the button that stops it.
 * @param {{form: HTMLFormElement, view: object, results: HTMLElement, vocabulary: object}} page
 * @returns {{run: () => Promise<void>, stop: HTMLButtonElement}}
 */
export function createRunner({ form, view, results, vocabulary }) {
  let current = null;
  const stop = element("button", { type: "button", class: "quiet", hidden: "" }, "Stop");
  stop.addEventListener("click", () => current?.abort("stopped"));

  function showProblem(problem) {
    results.replaceChildren(problemMessage(problem));
    if (!Number.isInteger(problem.line)) return;
    markMistake(view, problem);
    moveTo(view, problem.line, problem.column);
  }

  async function ask(url, signal) {
    const started = performance.now();
    const response = await fetch(url, { headers: { Accept: ACCEPT }, signal });
    if (!response.ok) return showProblem(await readProblem(response));
    const isRows = response.headers.get("content-type")?.includes("json");
    const answer = await (isRows ? readRows : readText)(partsOf(response));
    const about = { url, milliseconds: performance.now() - started, prefixes: vocabulary.prefixes };
    results.replaceChildren(...(isRows ? rowsView : graphView)(answer, about));
  }

  async function run() {
    current?.abort("again");
    const running = (current = new AbortController());
    const { signal } = running;
    const url = addressOf(form);
    history.replaceState(null, "", url);
    results.setAttribute("aria-busy", "true");
    results.replaceChildren(status("Running …"));
    markMistake(view, null);
    stop.hidden = false;
    try {
      await ask(url, signal);
    } catch (error) {
      // A newer run has taken over the results.
      if (signal.reason === "again") return;
      const lost = {
        title: "No answer came",
        detail: `The connection was lost, or the server ended the answer. Run the query again. (${error?.message ?? error})`,
      };
      results.replaceChildren(signal.aborted ? status("Stopped.") : problemMessage(lost));
    }
    if (current !== running) return;
    stop.hidden = true;
    results.removeAttribute("aria-busy");
  }

  return { run, stop };
}
