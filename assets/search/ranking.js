// Ranks the entries of an index file as src/atlas_kg/search/ranking.py ranks them on a server.
import { fuzzyQuality, identifierOf, literalQuality, slipsAllowed, wordsOf } from "./words.js";

const IN_NAME = 3;
const IN_TEXT = 1;
const NEAR = 5;

/** The words by which something is looked for: without those that say little, if others remain. */
export function typedWords(text, skipped) {
  const words = [...new Set(wordsOf(text))].slice(0, 10);
  const telling = words.filter((word) => !skipped.includes(word));
  return telling.length ? telling : words;
}

// Who writes "datacards" means data cards.
const joined = (words) => words.slice(1).map((word, index) => words[index] + word);

/** Makes the function that ranks the entries of an index: `(text, kind?) => found`. */
export function createRanking({ kinds, skipped, entries }) {
  const classOf = new Map(kinds.map(([name, , rank]) => [name, rank]));
  const postings = new Map();
  const put = (words, entry, weight) => {
    for (const word of words) {
      let of = postings.get(word);
      if (!of) postings.set(word, (of = new Map()));
      of.set(entry, Math.max(of.get(entry) ?? 0, weight));
    }
  };
  const names = entries.map(({ label, names }) => [label, ...names].map((name) => wordsOf(name).join(" ")));
  entries.forEach((entry, number) => {
    for (const name of names[number]) {
      const words = name.split(" ").filter(Boolean);
      put(words, number, IN_NAME);
      if (classOf.get(entry.kind) === 0) put(joined(words), number, IN_NAME);
    }
    put(wordsOf(entry.text), number, IN_TEXT);
  });
  const vocabulary = [...postings.keys()];
  const identified = new Map();
  entries.forEach(({ identifiers }, number) => {
    for (const each of new Set(identifiers)) identified.set(each, [...(identified.get(each) ?? []), number]);
  });

  function scores(typed) {
    const literal = new Map();
    const fuzzy = new Map();
    const add = (into, word, quality) => {
      for (const [entry, weight] of postings.get(word)) {
        const score = quality * weight;
        if (score > (into.get(entry) ?? 0)) into.set(entry, score);
      }
    };
    for (const word of vocabulary) {
      const quality = literalQuality(typed, word);
      if (quality) add(literal, word, quality);
    }
    const slips = slipsAllowed(typed, literal.size > 0);
    for (const word of slips ? vocabulary : []) {
      const quality = word.startsWith(typed) ? 0 : fuzzyQuality(typed, word, slips, literal.size === 0);
      if (quality) add(fuzzy, word, quality);
    }
    return { literal, fuzzy };
  }

  return (text, kind = "") => {
    const words = typedWords(text, skipped);
    const whole = wordsOf(text).join(" ");
    const total = new Map();
    for (const { literal, fuzzy } of words.map(scores)) {
      for (const entry of new Set([...literal.keys(), ...fuzzy.keys()])) {
        const sum = total.get(entry) ?? { hits: 0, literals: 0, score: 0 };
        const isLiteral = literal.has(entry);
        sum.hits += 1;
        sum.literals += isLiteral ? 1 : 0;
        sum.score += isLiteral ? literal.get(entry) : fuzzy.get(entry);
        total.set(entry, sum);
      }
    }
    const most = Math.max(0, ...[...total.values()].map(({ hits }) => hits));
    const found = [];
    for (const [number, { hits, literals, score }] of total) {
      if (hits < most || (kind && entries[number].kind !== kind)) continue;
      const isExact = names[number].includes(whole);
      const band = isExact ? 0 : hits < words.length ? 3 : literals === words.length ? 1 : 2;
      const begins = names[number].some((name) => name.startsWith(whole)) ? 0 : 1;
      found.push({ number, key: [band, classOf.get(entries[number].kind), begins, -score, number] });
    }
    found.sort(({ key: one }, { key: other }) => {
      const at = one.findIndex((part, index) => part !== other[index]);
      return at < 0 ? 0 : one[at] - other[at];
    });
    const ranked = found.map(({ number }) => number);
    const isPartial = most > 0 && most < words.length;
    const named = identified.get(identifierOf(text)) ?? [];
    const others = isPartial && named.length ? [] : ranked.filter((number) => !named.includes(number));
    const numbers = [...named.filter((number) => !kind || entries[number].kind === kind), ...others];
    return {
      results: numbers.map((number) => entries[number]),
      isPartial: isPartial && !named.length,
      near: numbers.length ? [] : nearWords(words, vocabulary),
    };
  };
}

// What shares most pairs of letters (Dice's coefficient).
function nearWords(typed, vocabulary) {
  const near = [];
  for (const each of typed) {
    const pairs = pairsOf(each);
    for (const word of vocabulary) {
      const others = pairsOf(word);
      const shared = [...pairs].filter((pair) => others.has(pair)).length;
      const likeness = (2 * shared) / (pairs.size + others.size || 1);
      if (likeness >= 0.4 && word.length > 2) near.push([likeness, word]);
    }
  }
  near.sort(([a, one], [b, other]) => b - a || (one < other ? -1 : 1));
  return [...new Set(near.map(([, word]) => word))].slice(0, NEAR);
}

function pairsOf(word) {
  const pairs = new Set();
  for (let index = 0; index + 1 < word.length; index += 1) pairs.add(word.slice(index, index + 2));
  return pairs;
}
