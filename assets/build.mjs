// Bundles the front end: node build.mjs OUTPUT_DIRECTORY
// Takes every *.js and *.css beside this file as an entry point; folders hold what those import.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const output = process.argv[2];
if (!output) throw new Error("usage: node build.mjs OUTPUT_DIRECTORY");

const entries = readdirSync(".").filter((name) => /\.(js|css)$/.test(name));

const settings = {
  outdir: output,
  bundle: true,
  minify: true,
  target: ["es2022"],
  charset: "utf8",
  // The notices of all packages stand in licenses.txt, so the bundle need not repeat some of them.
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};

// Browsers load no modules from a folder, and the script of every page has to work there, too.
const everywhere = (name) => name === "page.js";
const bundles = await Promise.all([
  build({ ...settings, entryPoints: entries.filter((name) => !everywhere(name)), format: "esm" }),
  build({ ...settings, entryPoints: entries.filter(everywhere), format: "iife" }),
]);

const packages = new Set();
for (const input of bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs))) {
  const inside = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
  if (inside) packages.add(inside[1]);
}

const notices = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (!file) throw new Error(`${name} ${version} ships no licence file; its notice has to be added`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});

writeFileSync(
  join(output, "licenses.txt"),
  `The scripts beside this file contain the following packages.\n\n${notices.join(`\n${"-".repeat(72)}\n\n`)}`,
);
