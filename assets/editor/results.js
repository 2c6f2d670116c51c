// SPARQL results as page elements. Nothing here goes through innerHTML: values come from outside.
import { shorten } from "./vocabulary.js";

const ROWS_SHOWN = 1000;
const ID = "https://w3id.org/llm-atlas/id/";
const ONTOLOGY = "https://w3id.org/llm-atlas/ontology#";
const XSD_STRING = "http://www.w3.org/2001/XMLSchema#string";
const ROW_FORMATS = { CSV: "csv", TSV: "tsv", JSON: "json", XML: "xml" };
const GRAPH_FORMATS = { Turtle: "ttl", "JSON-LD": "jsonld", "N-Triples": "nt", "RDF/XML": "rdf" };

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** A short message that screen readers announce when it is their turn. */
export function status(text) {
  return element("p", { role: "status" }, text);
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

// Things of this site are shown by this site, wherever it is served from.
function linkTarget(iri) {
  if (iri.startsWith(ID)) return { href: `/id/${iri.slice(ID.length)}` };
  if (iri.startsWith(ONTOLOGY)) return { href: `/ontology#${iri.slice(ONTOLOGY.length)}` };
  return /^https?:/.test(iri) ? { href: iri, rel: "noopener" } : null;
}

function termView(term, prefixes) {
  if (!term) return "";
  if (term.type === "triple") {
    const { subject, predicate, object } = term.value;
    const parts = [subject, predicate, object].flatMap((part) => [" ", termView(part, prefixes)]);
    return element("span", {}, "<<", ...parts, " >>");
  }
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type === "uri") {
    const target = linkTarget(term.value);
    const text = shorten(term.value, prefixes);
    return target ? element("a", { ...target, title: term.value }, text) : text;
  }
  if (term["xml:lang"]) {
    return element("span", { lang: term["xml:lang"] }, term.value, " ", element("small", {}, `@${term["xml:lang"]}`));
  }
  if (!term.datatype || term.datatype === XSD_STRING) return term.value;
  return element("span", { title: shorten(term.datatype, prefixes) }, term.value);
}

function tableView(variables, rows, prefixes) {
  const head = element("tr", {}, ...variables.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.map((row) =>
    element("tr", {}, ...variables.map((name) => element("td", {}, termView(row[name], prefixes)))),
  );
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
  // A wide table scrolls by itself, and has to be reachable by keyboard for that.
  return element("div", { class: "sparql-table", role: "region", "aria-label": "Query results", tabindex: "0" }, table);
}

function downloads(url, formats) {
  const links = Object.entries(formats).flatMap(([label, format]) => {
    const target = new URL(url);
    target.searchParams.set("format", format);
    return [" ", element("a", { href: target.pathname + target.search, download: `results.${format}` }, label)];
  });
  return element("p", { class: "sparql-downloads" }, "Download:", ...links);
}

const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

/**
 * What to show for an answer.
 * @param {{body: string, type: string, url: URL, milliseconds: number, prefixes: Record<string, string>}} answer
 * @returns {Node[]}
 */
export function resultsView({ body, type, url, milliseconds, prefixes }) {
  const time = `in ${Math.round(milliseconds).toLocaleString("en")} ms`;
  if (!type.includes("json")) {
    const text = element("pre", { tabindex: "0", role: "region", "aria-label": "Query results" }, body);
    return [status(`A graph ${time}`), downloads(url, GRAPH_FORMATS), text];
  }

  const answer = JSON.parse(body);
  if ("boolean" in answer) {
    return [element("p", { role: "status" }, element("strong", {}, answer.boolean ? "Yes" : "No"), ` ${time}`)];
  }
  const variables = answer.head.vars;
  const rows = answer.results.bindings;
  const shown = rows.slice(0, ROWS_SHOWN);
  const rest = shown.length < rows.length ? `; the first ${counted(shown.length, "row")} are shown` : "";
  return [
    status(`${counted(rows.length, "row")} ${time}${rest}`),
    downloads(url, ROW_FORMATS),
    ...(rows.length ? [tableView(variables, shown, prefixes)] : []),
  ];
}
