// What was looked for, marked in what was found.
import { element } from "../elements/element.js";
import { marked } from "./words.js";

/** A text with what fits the typed words marked. */
export function markedNodes(text, words) {
  return marked(text, words).map(([piece, fits]) => (fits ? element("mark", {}, piece) : piece));
}
