// Values of rows: as page elements, as texts and as numbers to sort by.
import { element } from "../elements/element.js";
import { shorten } from "./vocabulary.js";

const ID = "https://w3id.org/llm-atlas/id/";
const ONTOLOGY = "https://w3id.org/llm-atlas/ontology#";
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = /^(?:integer|decimal|double|float|(?:non|un|[a-z]+)?[a-zA-Z]*(?:Integer|int|long|short|byte|Int|Long|Short|Byte))$/;
const LONGEST = 2000;

// Things of this site are shown by this site, wherever it is served from.
function linkTarget(iri) {
  if (iri.startsWith(ID)) return { href: `/id/${iri.slice(ID.length)}` };
  if (iri.startsWith(ONTOLOGY)) return { href: `/ontology#${iri.slice(ONTOLOGY.length)}` };
  return /^https?:/.test(iri) ? { href: iri, rel: "noopener" } : null;
}

const cut = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

/** A value as page elements. */
export function valueView(term, prefixes) {
  if (!term) return "";
  if (term.type === "triple") {
    const { subject, predicate, object } = term.value;
    const parts = [subject, predicate, object].flatMap((part) => [" ", valueView(part, prefixes)]);
    return element("span", {}, "<<", ...parts, " >>");
  }
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type === "uri") {
    const target = linkTarget(term.value);
    const text = cut(shorten(term.value, prefixes));
    return target ? element("a", { ...target, title: term.value }, text) : text;
  }
  const text = cut(term.value);
  if (term["xml:lang"]) {
    return element("span", { lang: term["xml:lang"] }, text, " ", element("small", {}, `@${term["xml:lang"]}`));
  }
  if (!term.datatype || term.datatype === `${XSD}string`) return text;
  return element("span", { title: shorten(term.datatype, prefixes) }, text);
}

/** A value as a short text. */
export function valueText(term, prefixes) {
  if (!term) return "";
  if (term.type === "uri") return shorten(term.value, prefixes);
  return typeof term.value === "string" ? term.value : "";
}

/** The number that a value is, or null. */
export function numberOf(term) {
  if (term?.type !== "literal" || !term.datatype?.startsWith(XSD)) return null;
  if (!NUMBERS.test(term.datatype.slice(XSD.length))) return null;
  const number = Number(term.value);
  return Number.isFinite(number) ? number : null;
}

/** Compares two values: numbers by size, texts as people sort them, nothing last. */
export function compareValues(one, other) {
  if (!one || !other) return (one ? 0 : 1) - (other ? 0 : 1);
  const [a, b] = [numberOf(one), numberOf(other)];
  if (a !== null && b !== null) return a - b;
  return COLLATOR.compare(String(one.value), String(other.value));
}

const COLLATOR = new Intl.Collator("en", { numeric: true });
