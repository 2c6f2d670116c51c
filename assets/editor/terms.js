// Which terms fit a word that was typed: by their names and by the words of their labels.
import { wordsOf } from "../search/words.js";

// What stands at a place of a triple, the likeliest first.
const GROUPS = {
  class: ["Classes"],
  predicate: ["Properties"],
  subject: ["Individuals"],
  object: ["Individuals"],
};

/** Makes terms ready to be looked for. */
export function prepared(terms) {
  return terms.map((term) => ({
    ...term,
    local: term.name.slice(term.name.indexOf(":") + 1).toLowerCase(),
    words: wordsOf(term.label ?? ""),
  }));
}

/**
 * The terms that fit a word, the best first.
 * @param {ReturnType<typeof prepared>} terms
 * @param {string} word what was typed, such as "mech" or "atlas:Mech"
 * @param {string[]} before the folded words that stand before it
 * @param {keyof GROUPS} place where in a triple it stands
 * @returns {{term: object, taken: number}[]} each with how many of the words before belong to its label
 */
export function fittingTerms(terms, word, before, place) {
  const colon = word.indexOf(":");
  const prefix = colon < 0 ? null : word.slice(0, colon + 1);
  const typed = word.slice(colon + 1).toLowerCase();
  const likely = GROUPS[place];
  const found = [];
  for (const term of terms) {
    if (prefix && !term.name.startsWith(prefix)) continue;
    const at = typed ? term.words.findIndex((each) => each.startsWith(typed)) : -1;
    const inLabel = at >= 0 && !prefix;
    if (!inLabel && !term.local.startsWith(typed)) continue;
    const taken = inLabel ? takenWords(term.words.slice(0, at), before) : 0;
    const rank = [taken ? 0 : 1, likely.includes(term.group) ? 0 : 1, at === 0 || term.local.startsWith(typed) ? 0 : 1];
    found.push({ term, taken, rank: [...rank, term.local.length] });
  }
  const compare = (one, other) => one.map((part, index) => part - other[index]).find(Boolean) ?? 0;
  return found.sort((one, other) => compare(one.rank, other.rank));
}

// All words of the label up to the one that was typed, or none.
function takenWords(words, before) {
  const last = before.slice(before.length - words.length);
  return words.length && last.length === words.length && words.every((word, index) => word === last[index]) ? words.length : 0;
}
