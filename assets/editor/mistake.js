// Marks the place at which a query cannot be read, until the text changes.
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

const setPlace = StateEffect.define();
const lineMark = Decoration.line({ class: "sparql-mistaken-line" });
const wordMark = Decoration.mark({ class: "sparql-mistake" });

function decorations(doc, { line: number, column }) {
  const line = doc.line(Math.min(Math.max(number, 1), doc.lines));
  const marks = [lineMark.range(line.from)];
  const from = Math.min(line.from + Math.max((column ?? 1) - 1, 0), line.to);
  const word = /^[\p{L}\p{N}_:?$-]+|^./u.exec(line.text.slice(from - line.from));
  // At the end of a line there is nothing to mark, so that what stands before it is marked.
  if (word) marks.push(wordMark.range(from, from + word[0].length));
  else if (line.length) marks.push(wordMark.range(line.to - 1, line.to));
  return Decoration.set(marks);
}

/** The extension that shows the mark. */
export const mistake = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setPlace)) return effect.value ? decorations(transaction.newDoc, effect.value) : Decoration.none;
    }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * Marks a place, or takes the mark away.
 * @param {EditorView} view
 * @param {{line: number, column?: number}|null} place counted from 1
 */
export function markMistake(view, place) {
  view.dispatch({ effects: setPlace.of(place) });
}
