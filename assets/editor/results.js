// An answer as page elements: what it is, its downloads, and its views.
import { element } from "../elements/element.js";
import { chartable, chartView } from "./chart.js";
import { tableView } from "./table.js";

const ROW_FORMATS = { CSV: "csv", TSV: "tsv", JSON: "json", XML: "xml" };
const GRAPH_FORMATS = { Turtle: "ttl", "JSON-LD": "jsonld", "N-Triples": "nt", "RDF/XML": "rdf" };
const RAW_ROWS = 1000;

/** A short message that screen readers announce when it is their turn. */
export function status(...content) {
  return element("p", { role: "status" }, ...content);
}

/**
 * An error, announced at once.
 * @param {{title: string, detail?: string, line?: number, column?: number}} problem
 */
export function problemMessage({ title, detail, line, column }) {
  const place = Number.isInteger(line) ? `line ${line}${Number.isInteger(column) ? `, column ${column}` : ""}: ` : "";
  const message = element("div", { role: "alert", class: "sparql-problem" }, element("strong", {}, title));
  if (place || detail) message.append(element("pre", {}, `${place}${detail ?? ""}`));
  return message;
}

function downloads(url, formats) {
  const links = Object.entries(formats).flatMap(([label, format]) => {
    const target = new URL(url);
    target.searchParams.set("format", format);
    return [" ", element("a", { href: target.pathname + target.search, download: `results.${format}` }, label)];
  });
  return element("p", { class: "sparql-downloads" }, "Download all:", ...links);
}

const raw = (text) => element("pre", { tabindex: "0", role: "region", "aria-label": "Query results" }, text);
const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

function rawRows({ variables, rows }) {
  const text = JSON.stringify({ head: { vars: variables }, results: { bindings: rows.slice(0, RAW_ROWS) } }, null, 2);
  const note = rows.length > RAW_ROWS ? [element("p", { class: "small" }, `The first ${counted(RAW_ROWS, "row")}.`)] : [];
  return element("div", {}, ...note, raw(text));
}

// Each view is drawn when it is chosen first.
function views(drawings) {
  const names = Object.keys(drawings);
  const made = new Map();
  const panel = element("div");
  const show = (name) => {
    if (!made.has(name)) made.set(name, drawings[name](panel.clientWidth));
    panel.replaceChildren(made.get(name));
  };
  show(names[0]);
  if (names.length === 1) return [panel];
  const choices = names.map((name, number) => {
    const input = element("input", { type: "radio", name: "sparql-view", ...(number ? {} : { checked: "" }) });
    input.addEventListener("change", () => show(name));
    return element("label", {}, input, ` ${name}`);
  });
  return [element("fieldset", { class: "sparql-views" }, element("legend", {}, "Show as"), ...choices), panel];
}

/**
 * What to show for rows, or for a yes or no.
 * @param {{variables: string[], rows: object[], isWhole: boolean, truth?: boolean}} answer
 * @param {{url: URL, milliseconds: number, prefixes: Record<string, string>}} about
 * @returns {Node[]}
 */
export function rowsView(answer, { url, milliseconds, prefixes }) {
  const time = `in ${Math.round(milliseconds).toLocaleString("en")} ms`;
  if (answer.truth !== undefined) return [status(element("strong", {}, answer.truth ? "Yes" : "No"), ` ${time}`)];
  const { rows, isWhole } = answer;
  const told = isWhole
    ? `${counted(rows.length, "row")} ${time}`
    : `The first ${counted(rows.length, "row")} ${time}. There are more; a download holds all`;
  if (!rows.length) return [status(told), element("p", {}, "Nothing in the graph fits this query.")];
  const chart = chartable(answer, prefixes);
  return [
    status(told),
    downloads(url, ROW_FORMATS),
    ...views({
      table: () => tableView(answer, prefixes),
      ...(chart && { chart: (room) => chartView(chart, room) }),
      raw: () => rawRows(answer),
    }),
  ];
}

/** What to show for a graph. */
export function graphView({ text, isWhole }, { url, milliseconds }) {
  const time = `in ${Math.round(milliseconds).toLocaleString("en")} ms`;
  const told = isWhole ? `A graph ${time}` : `A long graph: its beginning ${time}, a download holds all`;
  return [status(told), downloads(url, GRAPH_FORMATS), raw(text)];
}
