// Runs programs under Pyodide, in Node: JSON on stdin, one JSON line of what each printed on stdout.
//   {runtime, folders: {name: path on this machine}, programs: [{name, code}]}
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { runtime, folders, programs } = JSON.parse(readFileSync(0, "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(runtime, "pyodide.mjs")));
const pyodide = await loadPyodide({ indexURL: runtime, stdout: () => {}, stderr: () => {} });
await pyodide.loadPackage("numpy", { messageCallback: () => {} });
for (const [name, path] of Object.entries(folders)) pyodide.mountNodeFS(`/site/${name}`, path);

const run = pyodide.runPython(`
import contextlib, io, sys, traceback, warnings
sys.path.insert(0, "/site")
sys.dont_write_bytecode = True  # the mounted folders are the project's own

def run(code, name):
    printed, failure = io.StringIO(), None
    try:
        with contextlib.redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("error")
            exec(compile(code, name, "exec"), {"__name__": "__main__"})
    except BaseException:
        failure = traceback.format_exc()
    return printed.getvalue(), failure

run
`);
for (const { name, code } of programs) {
  const [output, failure] = run(code, name).toJs();
  process.stdout.write(JSON.stringify({ output, failure: failure ?? null }) + "\n");
}
