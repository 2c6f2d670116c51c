// Where results come from: a server, or a file of a site that has none.
import { createRanking, typedWords } from "./ranking.js";

const PER_PAGE = 20;
const loading = new Map();

/** Asks `/search.json`. */
export function serverSource(address) {
  return async (text, { kind = "", page = 1, signal } = {}) => {
    const url = new URL(`${address}.json`, document.baseURI);
    url.search = new URLSearchParams({ q: text, ...(kind && { kind }), ...(page > 1 && { page }) });
    const response = await fetch(url, { signal, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    return response.json();
  };
}

/** Ranks what an index file holds; the file is loaded when it is needed first. */
export function fileSource(address) {
  const base = new URL(address, document.baseURI);
  return async (text, { kind = "", page = 1 } = {}) => {
    if (!loading.has(base.href)) loading.set(base.href, load(base));
    const { index, rank } = await loading.get(base.href);
    const { results, isPartial, near } = rank(text, kind);
    const counts = {};
    for (const entry of kind ? rank(text).results : results) counts[entry.kind] = (counts[entry.kind] ?? 0) + 1;
    return {
      total: results.length,
      pages: Math.max(1, Math.ceil(results.length / PER_PAGE)),
      words: typedWords(text, index.skipped),
      kinds: index.kinds.filter(([name]) => counts[name]).map(([name, title]) => ({ name, title, count: counts[name] })),
      is_partial: isPartial,
      near,
      results: results.slice((page - 1) * PER_PAGE, page * PER_PAGE).map((entry) => shown(entry, index, base)),
    };
  };
}

function shown({ kind, label, names, text, address }, index, base) {
  const title = index.kinds.find(([name]) => name === kind)?.[3] ?? kind;
  return { kind, kind_label: title, label, note: kind === "publication" ? (names[0] ?? text) : text, address: new URL(address, base).href };
}

async function load(base) {
  const index = base.pathname.endsWith(".js") ? await loadScript(base) : await (await fetch(base)).json();
  const entries = index.entries.map(([kind, label, address, names, text, identifiers]) => ({ kind, label, address, names, text, identifiers }));
  return { index, rank: createRanking({ ...index, entries }) };
}

// Pages that lie in a folder may not fetch files; scripts they may load.
function loadScript(base) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = base.href;
    script.onload = () => resolve(globalThis.atlasSearchIndex);
    script.onerror = () => reject(new Error("The index of the search could not be loaded."));
    document.head.append(script);
  });
}
