// A bar chart of rows that have a label and a number, drawn as SVG.
import { numberOf, valueText } from "./values.js";

const SVG = "http://www.w3.org/2000/svg";
const MOST_BARS = 50;
const [WIDEST, ROW, BAR, NUMBER, LETTER] = [720, 26, 16, 70, 7.5];

/**
 * What a chart of an answer would show: its one column of numbers by a column of labels.
 * @returns {{label: string, number: string, bars: {label: string, number: number}[]}|null}
 */
export function chartable({ variables, rows }, prefixes) {
  if (rows.length < 2) return null;
  const isNumeric = (name) => rows.every((row) => numberOf(row[name]) !== null);
  const numbers = variables.filter(isNumeric);
  if (numbers.length !== 1) return null;
  const [number] = numbers;
  const others = variables.filter((name) => name !== number && rows.every((row) => row[name]));
  // A text says more than an IRI, and bars with the same label say nothing.
  const labelled = [...others.filter((name) => rows[0][name].type === "literal"), ...others];
  const label = labelled.find((name) => new Set(rows.map((row) => row[name].value)).size === rows.length) ?? joinedOf(others);
  if (!label) return null;
  const names = Array.isArray(label) ? label : [label];
  const bars = rows.map((row) => ({
    label: names.map((name) => valueText(row[name], prefixes)).join(" · "),
    number: numberOf(row[number]),
  }));
  return { label: names.join(", "), number, bars };
}

const joinedOf = (names) => (names.length && names.length <= 2 ? names : null);

function drawn(name, attributes, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const spoken = (number) => number.toLocaleString("en", { maximumFractionDigits: 4 });

/**
 * Draws what `chartable` gave; the numbers stand beside the bars and, as a sentence, in its label.
 * @param {ReturnType<typeof chartable>} chart
 * @param {number} room how many pixels wide it may be
 */
export function chartView({ label, number, bars }, room) {
  const width = Math.min(WIDEST, Math.max(room, 240));
  const longest = Math.max(...bars.slice(0, MOST_BARS).map((bar) => bar.label.length));
  const labels = Math.min(longest * LETTER + 10, width * 0.45);
  const shown = bars.slice(0, MOST_BARS);
  const values = shown.map((bar) => bar.number);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const length = width - labels - NUMBER;
  const scale = (value) => (high === low ? 0 : ((value - low) / (high - low)) * length);
  const greatest = shown.reduce((best, bar) => (bar.number > best.number ? bar : best));
  const text =
    `Bar chart of ${number} by ${label}: ${shown.length} bars from ${spoken(Math.min(...values))} to ` +
    `${spoken(Math.max(...values))}; the longest is ${greatest.label}. The table has the same numbers.`;
  const height = shown.length * ROW + 8;
  const rows = shown.map((bar, index) => {
    const y = 4 + index * ROW;
    const begin = labels + Math.min(scale(0), scale(bar.number));
    const extent = Math.max(1, Math.abs(scale(bar.number) - scale(0)));
    const end = labels + Math.max(scale(0), scale(bar.number)) + 6;
    return drawn(
      "g",
      {},
      drawn("title", {}, `${bar.label}: ${spoken(bar.number)}`),
      drawn("text", { x: labels - 10, y: y + BAR - 3, "text-anchor": "end", class: "label" }, short(bar.label, Math.floor((labels - 10) / LETTER))),
      drawn("rect", { x: begin, y, width: extent, height: BAR }),
      drawn("text", { x: end, y: y + BAR - 3 }, spoken(bar.number)),
    );
  });
  const axis = drawn("line", { x1: labels + scale(0), x2: labels + scale(0), y1: 0, y2: height });
  const chart = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": text, class: "sparql-chart" }, ...rows, axis);
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.className = "small";
  const cut = shown.length < bars.length ? ` The first ${shown.length} of ${bars.length.toLocaleString("en")} rows.` : "";
  caption.textContent = `${number} by ${label}.${cut}`;
  figure.append(chart, caption);
  return figure;
}
