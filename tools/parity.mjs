// Runs programs under Pyodide as a page does, but in Node: JSON on stdin, a JSON line for each on stdout.
//   {runtime, project: the path of the archive that pages fetch, root: where the large data files lie,
//    programs: [{name, code}, or {name, code, page, exercise} for an answer that is judged]}
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

// Node would print Pyodide's whole source, which is one line, before the message.
process.on("uncaughtException", ({ message }) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
});

const { runtime, project, root, programs } = JSON.parse(readFileSync(0, "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(runtime, "pyodide.mjs")));
const pyodide = await loadPyodide({ indexURL: runtime });
await pyodide.loadPackage("numpy", { messageCallback: () => {} });
pyodide.unpackArchive(new Uint8Array(readFileSync(project)), "bztar", { extractDir: "/site" });
pyodide.runPython("import sys; sys.path.insert(0, '/site')");

let printed = [];
pyodide.setStdout({ write: (bytes) => printed.push(bytes.slice()) && bytes.length });
const runner = pyodide.pyimport("runner");
for (const { name, code, page = "", exercise } of programs) {
  printed = [];
  for (const file of runner.lacking(code, page).toJs()) {
    pyodide.FS.mkdirTree(`/site/${dirname(file)}`);
    pyodide.FS.writeFile(`/site/${file}`, readFileSync(join(root, file)));
  }
  const told = exercise ? runner.check(code, name, page, exercise) : runner.run(code, name);
  const result = { output: Buffer.concat(printed).toString(), ...told.toJs({ dict_converter: Object.fromEntries }) };
  process.stdout.write(JSON.stringify(result) + "\n");
}
