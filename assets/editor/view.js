// The editor itself, standing in for the form's textarea and kept in step with it.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { Prec } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { element } from "../elements/element.js";
import { sparqlCompletions } from "./completion.js";
import { mistake } from "./mistake.js";
import { highlighting, theme } from "./theme.js";

const HELP_ID = "sparql-editor-help";
const HELP_TEXT =
  "Ctrl+Enter (⌘+Enter on a Mac) runs the query; Ctrl+Space completes. " +
  "Tab indents: to leave the editor, press Escape, then Tab.";
const KEYS = [
  ["Ctrl+Enter, ⌘+Enter", "runs the query"],
  ["Ctrl+Space", "completes a word: keywords, prefixes, terms and things by a word of their label"],
  ["↑ ↓, Enter, Escape", "choose a completion, take it, close the list"],
  ["Ctrl+Z, Ctrl+Shift+Z", "undoes, does again"],
  ["Ctrl+/", "makes the lines a comment, or a comment lines"],
  ["Tab, Shift+Tab", "indents, or takes an indent back"],
  ["Escape, Tab", "leaves the editor, one after the other"],
];

function helpView() {
  const rows = KEYS.flatMap(([keys, does]) => {
    const names = keys.split(", ").flatMap((name, number) => [...(number ? [", "] : []), element("kbd", {}, name)]);
    return [element("dt", {}, ...names), element("dd", {}, does)];
  });
  const keys = element("details", { class: "keys" }, element("summary", {}, "All keys"), element("dl", {}, ...rows));
  return [element("p", { id: HELP_ID, class: "help" }, HELP_TEXT), keys];
}

function nonceExtension() {
  const nonce = document.querySelector("meta[name=csp-nonce]")?.content;
  return nonce ? EditorView.cspNonce.of(nonce) : [];
}

// Over a selection, Chromium would write the styles of what it replaces into the page, which the
// page's policy forbids and the console tells; so the text goes to the editor and not to the page.
const typingOverSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    if (event.inputType !== "insertText" || !event.data || empty || event.isComposing) return false;
    event.preventDefault();
    const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, event.data, insert))) view.dispatch(insert());
    return true;
  },
});

function accessibleName(textarea) {
  const label = textarea.labels?.[0];
  if (!label) return { "aria-label": textarea.getAttribute("aria-label") ?? "SPARQL query" };
  label.id ||= "sparql-editor-label";
  return { "aria-labelledby": label.id };
}

/**
 * Puts an editor in the place of a textarea.
 * @param {HTMLTextAreaElement} textarea stays in the form and always holds the editor's text
 * @param {object} vocabulary what readVocabulary gave
 * @param {() => void} onRun called for Ctrl+Enter or Cmd+Enter
 * @returns {EditorView}
 */
export function createEditor(textarea, vocabulary, onRun) {
  const run = { key: "Mod-Enter", run: () => (onRun(), true) };
  const view = new EditorView({
    doc: textarea.value,
    extensions: [
      Prec.highest(keymap.of([run])),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap]),
      keymap.of([indentWithTab]),
      lineNumbers(),
      history(),
      drawSelection(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      StreamLanguage.define(sparql),
      syntaxHighlighting(highlighting),
      autocompletion({ override: sparqlCompletions(vocabulary), icons: false, maxRenderedOptions: 60 }),
      mistake,
      typingOverSelection,
      theme,
      nonceExtension(),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({
        ...accessibleName(textarea),
        "aria-describedby": HELP_ID,
        // An editable text has the focus without it, which not every judge of barriers knows.
        tabindex: "0",
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) textarea.value = update.state.doc.toString();
      }),
    ],
  });

  textarea.before(view.dom);
  textarea.after(...helpView());
  textarea.hidden = true;
  // A hidden field that is required would stop the form with a message nobody can see.
  textarea.required = false;
  for (const label of textarea.labels) label.addEventListener("click", () => view.focus());
  return view;
}

/** Replaces the whole text; one undo brings the old one back. */
export function setText(view, text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
}

/** Puts the cursor at a line and column, both counted from 1, as near as the text allows. */
export function moveTo(view, lineNumber, column = 1) {
  const { doc } = view.state;
  const line = doc.line(Math.min(Math.max(lineNumber, 1), doc.lines));
  const anchor = Math.min(line.from + Math.max(column - 1, 0), line.to);
  view.dispatch({ selection: { anchor }, scrollIntoView: true });
  view.focus();
}
