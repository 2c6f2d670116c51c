// Completion of keywords, variables, prefixes, the terms of the ontology and the things of the graph.
import { pickedCompletion } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { serverSource } from "../search/sources.js";
import { wordsOf } from "../search/words.js";
import { position } from "./position.js";
import { declarationChange } from "./prologue.js";
import { fittingTerms, prepared } from "./terms.js";

const KEYWORDS = (
  "SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK WHERE FROM NAMED GRAPH OPTIONAL UNION MINUS FILTER " +
  "BIND VALUES UNDEF EXISTS NOT IN AS SERVICE SILENT PREFIX BASE GROUP ORDER BY HAVING ASC DESC LIMIT OFFSET"
).split(" ");
const FUNCTIONS = (
  "ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI FLOOR GROUP_CONCAT " +
  "HOURS IF IRI isBLANK isIRI isLITERAL isNUMERIC LANG LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW RAND " +
  "REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS " +
  "STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TZ UCASE URI UUID YEAR"
).split(" ");

const WORD = /(?:[\p{L}][\w.-]*)?:?[\p{L}\w.-]*$/u;
const VARIABLE = /[?$]\w*$/;
const PREFIX_DECLARATION = /^\s*PREFIX\s+[\w.-]*$/i;
const SHOWN = 60;
const SHORTEST_OF_THINGS = 3;
// What the ontology defines is completed from the page, so the server is asked for the rest.
const THINGS = new Set(["solution", "publication", "coder", "work"]);

// A term brings its PREFIX line along. Both changes are one transaction, so one undo takes both back.
function insertTerm(prefixes, taken) {
  return (view, completion, from, to) => {
    const { doc } = view.state;
    const start = taken ? startOfWords(doc.sliceString(doc.lineAt(from).from, from), from, taken) : from;
    const declaration = declarationChange(doc, completion.label.split(":")[0], prefixes);
    const changes = [{ from: start, to, insert: completion.label }, ...(declaration ? [declaration] : [])];
    const anchor = start + completion.label.length + (declaration?.insert.length ?? 0);
    view.dispatch({
      changes,
      selection: { anchor },
      scrollIntoView: true,
      userEvent: "input.complete",
      annotations: pickedCompletion.of(completion),
    });
  };
}

// The label's first words stand before the one that is completed, and go with it.
function startOfWords(before, from, count) {
  const found = new RegExp(`(?:[\\p{L}\\p{N}-]+\\s+){${count}}$`, "u").exec(before);
  return found ? from - found[0].length : from;
}

function variables(state, from) {
  const names = new Set();
  const text = `${state.sliceDoc(0, from)} ${state.sliceDoc(from).replace(/^[?$]\w*/, "")}`;
  for (const [name] of text.matchAll(/[?$]\w+/g)) names.add(name);
  return [...names].map((label) => ({ label, type: "variable" }));
}

function insideTextOrIri(context) {
  const node = syntaxTree(context.state).resolveInner(context.pos, -1);
  if (node.name === "comment" || node.name === "string") return true;
  return node.name === "atom" && context.state.sliceDoc(node.from, node.from + 1) === "<";
}

function startingWith(words, typed) {
  const small = typed.toLowerCase();
  return words.filter((word) => word.toLowerCase().startsWith(small));
}

/**
 * CodeMirror completion sources for SPARQL over the page's vocabulary.
 * @param {ReturnType<typeof import("./vocabulary.js").readVocabulary>} vocabulary
 */
export function sparqlCompletions({ prefixes, terms }) {
  const known = prepared(terms);
  const search = serverSource("/search");

  const declarations = (typed) =>
    startingWith(Object.keys(prefixes), typed).map((prefix) => ({
      label: `${prefix}:`,
      type: "namespace",
      detail: prefixes[prefix],
      apply: `${prefix}: <${prefixes[prefix]}>\n`,
    }));

  function optionsFor(typed, before) {
    const words = wordsOf(before.slice(-80));
    const fitting = fittingTerms(known, typed, words, position(before)).slice(0, SHOWN);
    const ofTerms = fitting.map(({ term, taken }) => ({
      label: term.name,
      type: "property",
      detail: term.label,
      info: term.definition,
      apply: insertTerm(prefixes, taken),
    }));
    if (typed.includes(":")) return ofTerms;
    const keywords = startingWith(KEYWORDS, typed).map((label) => ({ label, type: "keyword" }));
    const functions = startingWith(FUNCTIONS, typed).map((label) => ({ label, type: "function", apply: `${label}(` }));
    const spaces = startingWith(Object.keys(prefixes), typed).map((prefix) => ({
      label: `${prefix}:`,
      type: "namespace",
      detail: prefixes[prefix],
    }));
    // Who writes in capitals means the language, and whoever has typed nothing may mean anything.
    const isShouting = typed.length > 1 && typed === typed.toUpperCase();
    const language = [...keywords, ...functions];
    return isShouting ? [...language, ...ofTerms, ...spaces] : [...ofTerms, ...language, ...spaces];
  }

  function complete(context) {
    if (insideTextOrIri(context)) return null;
    const variable = context.matchBefore(VARIABLE);
    if (variable) {
      const typed = variable.text.toLowerCase();
      const options = variables(context.state, variable.from).filter(({ label }) => label.toLowerCase().startsWith(typed));
      return { from: variable.from, options, filter: false };
    }
    const word = context.matchBefore(WORD);
    if (!word.text && !context.explicit) return null;
    const line = context.state.doc.lineAt(context.pos);
    const inDeclaration = PREFIX_DECLARATION.test(line.text.slice(0, context.pos - line.from));
    const before = context.state.sliceDoc(Math.max(0, word.from - 2000), word.from);
    const options = inDeclaration ? declarations(word.text) : optionsFor(word.text, before);
    return { from: word.from, options, filter: false };
  }

  // Solutions, publications and other things by label; their names hold slashes, so their IRIs are written.
  async function completeThings(context) {
    if (insideTextOrIri(context) || context.matchBefore(VARIABLE)) return null;
    const word = context.matchBefore(WORD);
    if (word.text.length < SHORTEST_OF_THINGS || word.text.includes(":") || word.text === word.text.toUpperCase()) return null;
    const line = context.state.doc.lineAt(word.from);
    const before = line.text.slice(0, word.from - line.from);
    const place = position(context.state.sliceDoc(Math.max(0, word.from - 2000), word.from));
    if (place === "predicate" || place === "class") return null;
    const asking = new AbortController();
    context.addEventListener("abort", () => asking.abort());
    try {
      const found = await search(word.text, { signal: asking.signal });
      const options = found.results
        .filter(({ kind, label, note }) => THINGS.has(kind) && isCalled(word.text, kind === "publication" ? `${label} ${note}` : label))
        .map(({ iri, label, note, kind_label }) => ({
          label,
          displayLabel: label,
          type: "thing",
          detail: kind_label,
          info: note || undefined,
          apply: insertIri(iri, label, before),
        }));
      return { from: word.from, options, filter: false };
    } catch {
      // Without the server's help the rest still completes.
      return null;
    }
  }

  return [complete, completeThings];
}

const isCalled = (typed, name) => wordsOf(typed).every((each) => wordsOf(name).some((word) => word.startsWith(each)));

function insertIri(iri, label, before) {
  return (view, completion, from, to) => {
    const words = wordsOf(label);
    const last = wordsOf(before);
    let taken = Math.min(words.length - 1, last.length);
    while (taken && !words.slice(0, taken).every((word, index) => word === last[last.length - taken + index])) taken -= 1;
    const start = taken ? startOfWords(before, from, taken) : from;
    const insert = `<${iri}>`;
    view.dispatch({
      changes: { from: start, to, insert },
      selection: { anchor: start + insert.length },
      scrollIntoView: true,
      userEvent: "input.complete",
      annotations: pickedCompletion.of(completion),
    });
  };
}
