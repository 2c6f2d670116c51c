// Rows as a table that can be sorted, so many of them at once that the page stays quick.
import { element } from "../elements/element.js";
import { compareValues, numberOf, valueView } from "./values.js";

const ROWS_AT_ONCE = 1000;

const counted = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

/**
 * @param {{variables: string[], rows: object[]}} answer
 * @param {Record<string, string>} prefixes
 * @returns {HTMLElement}
 */
export function tableView({ variables, rows }, prefixes) {
  let sorted = rows;
  let shown = 0;
  const body = element("tbody");
  const more = element("button", { type: "button", class: "quiet" });
  const numeric = new Set(variables.filter((name) => rows.slice(0, 50).every((row) => !row[name] || numberOf(row[name]) !== null)));
  const heads = variables.map((name) => head(name));

  function head(name) {
    const button = element("button", { type: "button", class: "sort" }, name);
    const cell = element("th", { scope: "col" }, button);
    if (numeric.has(name)) cell.className = "number";
    button.addEventListener("click", () => sort(name, cell));
    return cell;
  }

  function sort(name, cell) {
    const isAscending = cell.getAttribute("aria-sort") !== "ascending";
    for (const each of heads) each.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", isAscending ? "ascending" : "descending");
    const sign = isAscending ? 1 : -1;
    sorted = [...rows].sort((one, other) =>
      // What has no value stays last either way.
      one[name] && other[name] ? sign * compareValues(one[name], other[name]) : compareValues(one[name], other[name]),
    );
    body.replaceChildren();
    shown = 0;
    showMore();
  }

  function showMore() {
    const next = sorted.slice(shown, shown + ROWS_AT_ONCE);
    body.append(
      ...next.map((row) =>
        element(
          "tr",
          {},
          ...variables.map((name) => element("td", numeric.has(name) ? { class: "number" } : {}, valueView(row[name], prefixes))),
        ),
      ),
    );
    shown += next.length;
    const left = rows.length - shown;
    more.hidden = !left;
    more.textContent = `Show ${counted(Math.min(left, ROWS_AT_ONCE), "more row")} of ${counted(left, "row")} not shown`;
  }

  more.addEventListener("click", showMore);
  showMore();
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body);
  // A wide table scrolls by itself, and has to be reachable by keyboard for that.
  const scrolled = element("div", { class: "sparql-table results", role: "region", "aria-label": "Rows", tabindex: "0" }, table);
  return element("div", {}, scrolled, more);
}
