// What every page does besides: it copies, and searches as one types. All of it works without, too.
import { enableCopying } from "./copy/buttons.js";
import { enhanceSearch } from "./search/form.js";

// A page may name this script twice.
if (!globalThis.atlasPage) {
  globalThis.atlasPage = true;
  enableCopying();
  enhanceSearch();
}
