// The page of results of a site without a server: what the address asks for, from the index file.
import { element } from "../elements/element.js";
import { markedNodes } from "./marks.js";

function pageLink(page, label, rel) {
  const parameters = new URLSearchParams(location.search);
  parameters.set("page", page);
  return element("a", { href: `?${parameters}`, rel }, label);
}

function told(found, asked) {
  if (!asked) return "Write what you are looking for.";
  if (!found.total) return `Nothing was found for “${asked}”.`;
  const count = found.total === 1 ? "1 result" : `${found.total.toLocaleString("en")} results`;
  return found.is_partial ? `${count}; none has all of these words.` : `${count}.`;
}

/** Shows the results for the parameters `q`, `kind` and `page` of the address. */
export async function resultsPage(into, source, field) {
  const parameters = new URLSearchParams(location.search);
  const [asked, kind] = [parameters.get("q") ?? "", parameters.get("kind") ?? ""];
  const page = Math.max(1, Number.parseInt(parameters.get("page") ?? "1", 10) || 1);
  field.value = asked;
  let found;
  try {
    found = asked.trim() ? await source(asked, { kind, page }) : { total: 0, results: [], near: [], pages: 1, kinds: [] };
  } catch (error) {
    into.replaceChildren(element("p", { role: "alert" }, error.message));
    return;
  }
  const items = found.results.map(({ label, note, address, kind_label }) =>
    element(
      "li",
      {},
      element("a", { href: address }, ...markedNodes(label, found.words)),
      " ",
      element("span", { class: "small kind" }, kind_label),
      ...(note ? [element("p", { class: "small" }, ...markedNodes(note, found.words))] : []),
    ),
  );
  const near = found.near.length ? [element("p", {}, "Words that are near: ", ...nearLinks(found.near), ".")] : [];
  const pages = [];
  if (page > 1) pages.push(pageLink(page - 1, "Previous", "prev"), " ");
  if (page < found.pages) pages.push(pageLink(page + 1, "Next", "next"));
  into.replaceChildren(
    element("p", { role: "status" }, told(found, asked)),
    ...near,
    element("ol", { class: "plain found" }, ...items),
    element("nav", { "aria-label": "Pages of results" }, ...pages),
  );
}

function nearLinks(words) {
  return words.flatMap((word, number) => [
    ...(number ? [", "] : []),
    element("a", { href: `?${new URLSearchParams({ q: word })}` }, word),
  ]);
}
