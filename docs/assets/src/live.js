// Examples that run where they are read. Nothing is fetched before a reader asks; without this script the page
// is complete, and what it adds can fail without taking the page along.

import { attachExercises } from "./live/exercises.js";
import { attachForms } from "./live/form.js";
import { attachPrograms } from "./live/programs.js";
import { Python } from "./live/python.js";
import { attachQuiz } from "./live/quiz.js";

const base = new URL("../../", document.currentScript.src).href;
const python = new Python(base);
let cells = [];

function attach() {
  for (const cell of cells) cell.stop(); // instant navigation has replaced the page
  attachQuiz(); // before the exercises, some of which it answers
  const programs = attachPrograms(python, base);
  attachForms(programs);
  cells = [...programs, ...attachExercises(python, base)];
}

// Material tells of each page it shows, the first included.
if (globalThis.document$) document$.subscribe(attach);
else attach();
