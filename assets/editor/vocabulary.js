// The terms that the page offers, and IRIs written short with their prefixes.

// With slashes, which a CURIE may have and a query would have to escape: these names are for reading.
const LOCAL_NAME = /^[A-Za-z0-9_](?:[\w./-]*[\w-])?$/;

/**
 * Reads the page's vocabulary element.
 * @param {Element|null} element a script of type application/json, or nothing
 * @returns {{prefixes: Record<string, string>, terms: {name: string, label?: string, definition?: string}[]}}
 */
export function readVocabulary(element) {
  const { prefixes = {}, terms = [] } = element ? JSON.parse(element.textContent) : {};
  return { prefixes, terms };
}

/**
 * Writes an IRI as a prefixed name where the longest matching prefix leaves a valid local name.
 * @returns {string} the CURIE, or the IRI unchanged
 */
export function shorten(iri, prefixes) {
  let best = null;
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    if (!iri.startsWith(namespace) || (best && namespace.length <= best.namespace.length)) continue;
    if (LOCAL_NAME.test(iri.slice(namespace.length))) best = { prefix, namespace };
  }
  return best ? `${best.prefix}:${iri.slice(best.namespace.length)}` : iri;
}
