// Colours come from the page's own variables, so the editor follows its light and dark scheme.
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const line = "1px solid var(--line)";
const tint = (percent) => `color-mix(in oklab, var(--accent) ${percent}%, var(--paper))`;

export const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", border: line, fontSize: "0.9375rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "ui-monospace, monospace", lineHeight: "1.5", maxHeight: "70vh" },
  ".cm-content, .cm-gutter": { minHeight: "12rem" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0.5rem 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--ink)", backgroundColor: "var(--paper)", borderRight: line },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: tint(6) },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: tint(25),
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: tint(20), outline: "1px solid var(--accent)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", textDecoration: "wavy underline" },
  ".cm-searchMatch, .cm-selectionMatch": { backgroundColor: tint(15) },
  ".cm-searchMatch-selected": { backgroundColor: tint(35) },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--paper)" },
  ".cm-panels.cm-panels-bottom": { borderTop: line },
  ".cm-button, .cm-textfield": { color: "var(--ink)", background: "var(--paper)", border: line },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--paper)", border: line },
  ".cm-tooltip.cm-completionInfo": { maxWidth: "24rem", padding: "0.5rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "ui-monospace, monospace", maxWidth: "min(30rem, 90vw)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--paper)", backgroundColor: "var(--accent)" },
  ".cm-completionDetail": { fontFamily: "system-ui, sans-serif" },
});

export const highlighting = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--accent)", fontWeight: "bold" },
  { tag: [tags.standard(tags.variableName), tags.standard(tags.name)], color: "var(--accent)" },
  { tag: [tags.atom, tags.link], color: "light-dark(#0b5a6b, #8ccbd9)" },
  { tag: tags.local(tags.variableName), color: "light-dark(#6b3a00, #e8b878)" },
  { tag: tags.string, color: "light-dark(#1d5c2e, #9bd3a4)" },
  { tag: tags.meta, color: "light-dark(#1d5c2e, #9bd3a4)" },
  { tag: tags.comment, color: "light-dark(#545454, #b4b4b4)", fontStyle: "italic" },
]);
