// What every page does besides: it copies, and searches as one types. All of it works without, too.
import { enableCopying } from "./copy/buttons.js";
import { enhanceSearch } from "./search/form.js";

enableCopying();
enhanceSearch();
