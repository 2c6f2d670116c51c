// Answers texts with the ranking of the browser: node rank.mjs RANKING < {"index": …, "texts": […]}
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { createRanking } = await import(pathToFileURL(process.argv[2]));
const { index, texts } = JSON.parse(readFileSync(0, "utf8"));
const entries = index.entries.map(([kind, label, address, names, text, identifiers]) => ({ kind, label, address, names, text, identifiers }));
const rank = createRanking({ ...index, entries });
const found = texts.map((text) => rank(text)).map(({ results, isPartial }) => [results.map(({ address }) => address), isPartial]);
process.stdout.write(JSON.stringify(found));
