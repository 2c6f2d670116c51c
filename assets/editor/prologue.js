// The PREFIX lines at the top of a query.

const DECLARATION = /^\s*PREFIX\s+([\w.-]*):/i;
const PROLOGUE_LINE = /^\s*(?:PREFIX|BASE)\b/i;
const SKIPPED_LINE = /^\s*(?:#.*)?$/;

/** The prefixes that a document declares, one declaration a line. */
export function declaredPrefixes(doc) {
  const declared = new Set();
  for (const line of doc.iterLines()) {
    const match = DECLARATION.exec(line);
    if (match) declared.add(match[1]);
  }
  return declared;
}

// Comments that open a query describe it and stay on top; declarations follow the ones already there.
function insertionPoint(doc) {
  let afterComments = 0;
  let afterDeclarations = null;
  for (let number = 1; number <= doc.lines; number += 1) {
    const line = doc.line(number);
    const next = Math.min(line.to + 1, doc.length);
    if (PROLOGUE_LINE.test(line.text)) afterDeclarations = next;
    else if (!SKIPPED_LINE.test(line.text)) break;
    else if (afterDeclarations === null && line.text.trim()) afterComments = next;
  }
  return afterDeclarations ?? afterComments;
}

/**
 * The change that declares a prefix, or null if it is unknown or declared already.
 * @returns {{from: number, insert: string}|null}
 */
export function declarationChange(doc, prefix, prefixes) {
  if (!(prefix in prefixes) || declaredPrefixes(doc).has(prefix)) return null;
  const from = insertionPoint(doc);
  const startsLine = from === 0 || doc.sliceString(from - 1, from) === "\n";
  return { from, insert: `${startsLine ? "" : "\n"}PREFIX ${prefix}: <${prefixes[prefix]}>\n` };
}
