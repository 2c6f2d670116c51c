// Words as they are compared: in small letters, without accents, and up to a few typing errors apart.
// src/atlas_kg/search/words.py does the same; a test sees that both agree.

const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ı: "i" };
const SPECIAL = /[ßæœøłđı]/g;
const WORD = /[\p{L}\p{N}]+/gu;

export const EXACT = 100;
const PREFIX = 90;
const FUZZY = 60;
const FUZZY_PREFIX = 50;
const A_SLIP = 15;

/** A text in small letters without accents. */
export function fold(text) {
  const plain = text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  return plain.replace(SPECIAL, (letter) => LETTERS[letter]);
}

/** An identifier as it is compared: in small letters, without what stands before it. */
export const identifierOf = (text) =>
  text.trim().toLowerCase()
    .replace(/^(?:https?:\/\/\S*(?:#|\/id\/[a-z-]+\/)|https?:\/\/[^/\s]+\/(?:(?:abs|pdf)\/)?|[a-z][a-z0-9-]*:\s*(?:[a-z]+\/)?)/, "")
    .replace(/^([0-9]{4}\.[0-9]{4,5})v[0-9]+$/, "$1");

/** The words of a text, folded. */
export const wordsOf = (text) => fold(text).match(WORD) ?? [];

/** How many typing errors a word may hold; fewer where it is a known word as it stands. */
export function slipsAllowed(word, isKnown) {
  const allowed = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
  return isKnown ? Math.min(allowed, word.length < 6 ? 0 : 1) : allowed;
}

/**
 * The least number of letters added, left out, changed or swapped with their neighbour that turn one
 * word into another (optimal string alignment), or `most + 1` where it is greater than `most`.
 */
export function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= other.length; j += 1) {
      const differs = one[i - 1] === other[j - 1] ? 0 : 1;
      let value = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + differs);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        value = Math.min(value, before[j - 2] + 1);
      }
      row.push(value);
      if (value < least) least = value;
    }
    // A swap may still save one step of the row before.
    if (least > most + 1) return most + 1;
    before = last;
    last = row;
  }
  return Math.min(last[other.length], most + 1);
}

/** How well a word that was typed fits the beginning of another, from 0 to 100, without errors. */
export function literalQuality(typed, word) {
  if (!word.startsWith(typed)) return 0;
  return word === typed ? EXACT : PREFIX - Math.min(20, 2 * (word.length - typed.length));
}

// No fewer errors can lie between two words than one has letters that the other lacks.
function missingLetters(typed, word) {
  let missing = 0;
  for (const letter of new Set(typed)) if (!word.includes(letter)) missing += 1;
  return missing;
}

/** How well a word that was typed fits another, or its beginning, with up to `slips` errors. */
export function fuzzyQuality(typed, word, slips, takesPrefix) {
  if (!slips || missingLetters(typed, word) > slips) return 0;
  const whole = distance(typed, word, slips);
  let best = whole <= slips ? FUZZY - A_SLIP * whole : 0;
  if (!takesPrefix || typed.length < 5) return best;
  for (const length of [typed.length - 1, typed.length, typed.length + 1]) {
    if (length >= word.length) break;
    const slipped = distance(typed, word.slice(0, length), slips);
    if (slipped <= slips) best = Math.max(best, FUZZY_PREFIX - A_SLIP * slipped);
  }
  return best;
}

/**
 * A text in pieces, those that fit a typed word marked.
 * @returns {[string, boolean][]}
 */
export function marked(text, typed) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const length = markLength(match[0], typed);
    if (!length) continue;
    if (match.index > end) pieces.push([text.slice(end, match.index), false]);
    end = match.index + length;
    pieces.push([text.slice(match.index, end), true]);
  }
  if (end < text.length) pieces.push([text.slice(end), false]);
  return pieces;
}

function markLength(word, typed) {
  const plain = fold(word);
  let longest = 0;
  for (const each of typed) {
    if (plain.startsWith(each)) {
      longest = Math.max(longest, plain.length === word.length ? each.length : word.length);
    } else if (fuzzyQuality(each, plain, slipsAllowed(each, false), true)) {
      longest = word.length;
    }
  }
  return longest;
}
