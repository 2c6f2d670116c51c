// Where in a triple the cursor is, as far as the text before it tells.

const BOUNDARY = /[{}.;,]/;
const TOKEN = /<[^<>\s]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^\S+)?|'(?:[^'\\]|\\.)*'|[^\s{}();,]+/g;

/**
 * Tells what the word at the end of a text would be.
 * @param {string} before the text before that word
 * @returns {"subject"|"predicate"|"class"|"object"}
 */
export function position(before) {
  const text = before.replace(/#[^\n]*\n/g, "\n");
  let start = 0;
  let boundary = "{";
  for (const match of text.matchAll(/<[^<>\s]*>|"(?:[^"\\]|\\.)*"|[{}.;,]/g)) {
    // A dot within a name or a number ends nothing.
    const isDot = match[0] === "." && !/^(\s|$)/.test(text.slice(match.index + 1, match.index + 2));
    if (!BOUNDARY.test(match[0]) || match[0].length > 1 || isDot) continue;
    boundary = match[0];
    start = match.index + 1;
  }
  const tokens = text.slice(start).match(TOKEN) ?? [];
  const number = tokens.length + (boundary === ";" ? 1 : boundary === "," ? 2 : 0);
  if (number === 0) return "subject";
  if (number === 1) return "predicate";
  return /^(a|rdf:type)$/.test(tokens.at(-1) ?? "") ? "class" : "object";
}
