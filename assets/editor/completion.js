// Completion of keywords, variables, prefixes and the terms of the graph.
import { pickedCompletion } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { declarationChange } from "./prologue.js";

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

const WORD = /(?:[A-Za-z][\w.-]*)?:?[\w.-]*$/;
const VARIABLE = /[?$]\w*$/;
const WORD_SO_FAR = new RegExp(`^${WORD.source}`);
const VARIABLE_SO_FAR = new RegExp(`^${VARIABLE.source}`);
const PREFIX_DECLARATION = /^\s*PREFIX\s+[\w.-]*$/i;

// A term brings its PREFIX line along. Both changes are one transaction, so one undo takes both back.
function insertTerm(prefixes) {
  return (view, completion, from, to) => {
    const declaration = declarationChange(view.state.doc, completion.label.split(":")[0], prefixes);
    const changes = [{ from, to, insert: completion.label }, ...(declaration ? [declaration] : [])];
    const anchor = from + completion.label.length + (declaration?.insert.length ?? 0);
    view.dispatch({
      changes,
      selection: { anchor },
      scrollIntoView: true,
      userEvent: "input.complete",
      annotations: pickedCompletion.of(completion),
    });
  };
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

/**
 * A CodeMirror completion source for SPARQL over the page's vocabulary.
 * @param {ReturnType<typeof import("./vocabulary.js").readVocabulary>} vocabulary
 */
export function sparqlCompletion({ prefixes, terms }) {
  const apply = insertTerm(prefixes);
  const words = [
    ...KEYWORDS.map((label) => ({ label, type: "keyword" })),
    ...FUNCTIONS.map((label) => ({ label, type: "function", apply: `${label}(` })),
    ...Object.entries(prefixes).map(([prefix, namespace]) => ({
      label: `${prefix}:`,
      type: "namespace",
      detail: namespace,
      boost: -1,
    })),
    ...terms.map(({ name, label, definition }) => ({
      label: name,
      type: "property",
      detail: label,
      info: definition,
      apply,
    })),
  ];
  const declarations = Object.entries(prefixes).map(([prefix, namespace]) => ({
    label: `${prefix}:`,
    type: "namespace",
    detail: namespace,
    apply: `${prefix}: <${namespace}>\n`,
  }));

  return (context) => {
    if (insideTextOrIri(context)) return null;
    const variable = context.matchBefore(VARIABLE);
    if (variable) {
      return { from: variable.from, options: variables(context.state, variable.from), validFor: VARIABLE_SO_FAR };
    }

    const word = context.matchBefore(WORD);
    if (!word.text && !context.explicit) return null;
    const line = context.state.doc.lineAt(context.pos);
    const inDeclaration = PREFIX_DECLARATION.test(line.text.slice(0, context.pos - line.from));
    return { from: word.from, options: inDeclaration ? declarations : words, validFor: WORD_SO_FAR };
  };
}
