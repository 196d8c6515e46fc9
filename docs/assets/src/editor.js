// CodeMirror 6, loaded by the first Edit: `convolveRecurEditor(parent, text, label)` puts an editor into the page.

import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, keymap } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

const setMark = StateEffect.define();

const markedLine = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    if (transaction.docChanged) return Decoration.none;
    for (const effect of transaction.effects) {
      if (!effect.is(setMark)) continue;
      const { doc } = transaction.state;
      if (!effect.value || effect.value > doc.lines) return Decoration.none;
      return Decoration.set([errorLine.range(doc.line(effect.value).from)]);
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const errorLine = Decoration.line({ class: "cr-error-line" });

globalThis.convolveRecurEditor = (parent, text, label) => {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text.replace(/\n$/, ""),
      extensions: [
        history(),
        indentOnInput(),
        indentUnit.of("    "),
        bracketMatching(),
        pythonLanguage,
        syntaxHighlighting(classHighlighter),
        markedLine,
        EditorView.lineWrapping,
        // Tab moves on, as everywhere on a page; Ctrl+Enter belongs to Run.
        keymap.of([...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"), ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
      ],
    }),
  });
  return {
    text: () => `${view.state.doc.toString()}\n`,
    replace: (replacement) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: replacement.replace(/\n$/, "") } }),
    mark: (line) => view.dispatch({ effects: setMark.of(line) }),
    focus: () => view.focus(),
    focused: () => view.hasFocus,
    remove: () => view.destroy(),
  };
};
