// Python in a worker: boots Pyodide on the first message, then runs what it is sent, one program at a time.
//   in:  {type: "start", base}
//        {type: "run", code, name}  or  {type: "check", code, name, page, exercise}
//   out: {type: "progress", loaded}, then {type: "ready"} or {type: "failed", reason}
//        {type: "output", text, cut}…, then {type: "done", …what plugins/runner.py returned, ms}, or
//        {type: "failed"} if Python itself broke down, out of memory say

const LONGEST_OUTPUT = 200_000; // characters; a page is no place for more
const AT_ONCE = 100; // pieces of output that are posted as they come; a flood is gathered instead
const PAUSE = 50; // milliseconds between two posts of a flood

const post = (message) => self.postMessage(message);
let runner;
let output;
let fetchLacking; // of the large data files, those that a program names and that have not come yet

self.onmessage = async ({ data }) => {
  try {
    if (data.type === "start") {
      await boot(data.base);
      post({ type: "ready" });
    } else {
      await fetchLacking(data);
      post({ type: "done", ...work(data) });
    }
  } catch (error) {
    fail(error);
  }
};

function fail(error) {
  const lines = String(error?.message ?? error).trim().split("\n"); // of a traceback, the last one says it
  post({ type: "failed", reason: lines.at(-1).slice(0, 500) });
}

async function boot(base) {
  const restoreFetch = countBytes();
  const folder = new URL("assets/pyodide/", base).href;
  const project = fetch(new URL("assets/live/project.tar.bz2", base)).then((response) => response.arrayBuffer());
  const { loadPyodide } = await import(`${folder}pyodide.mjs`);
  const pyodide = await loadPyodide({ indexURL: folder, packages: ["numpy"] });
  pyodide.unpackArchive(await project, "bztar", { extractDir: "/site" });
  restoreFetch();
  output = new Output();
  pyodide.setStdin({ stdin: () => null }); // nobody can type there: input() finds the end of the file
  pyodide.setStdout({ write: (bytes) => output.write(bytes) });
  pyodide.setStderr({ write: (bytes) => output.write(bytes) });
  pyodide.runPython(`
    import sys
    sys.path.insert(0, "/site")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)
  `);
  runner = pyodide.pyimport("runner");
  fetchLacking = async ({ code, page = "" }) => {
    const names = runner.lacking(code, page);
    await Promise.all(names.toJs().map(async (name) => {
      const response = await fetch(new URL(`assets/live/${name}`, base));
      if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
      pyodide.FS.mkdirTree(`/site/${name.slice(0, name.lastIndexOf("/"))}`);
      pyodide.FS.writeFile(`/site/${name}`, new Uint8Array(await response.arrayBuffer()));
    }));
    names.destroy();
  };
}

function work({ type, code, name, page, exercise }) {
  output = new Output();
  const start = performance.now();
  const result = type === "check" ? runner.check(code, name, page, exercise) : runner.run(code, name);
  const ms = performance.now() - start;
  output.flush();
  const plain = result.toJs({ dict_converter: Object.fromEntries });
  result.destroy();
  return { ...plain, ms };
}

class Output {
  decoder = new TextDecoder();
  text = "";
  posts = 0;
  length = 0;
  last = 0;

  write(bytes) {
    if (this.length <= LONGEST_OUTPUT) {
      this.text += this.decoder.decode(bytes, { stream: true });
      if (this.posts < AT_ONCE || performance.now() - this.last > PAUSE) this.flush();
    }
    return bytes.length;
  }

  flush() {
    if (!this.text) return;
    const text = this.text.slice(0, LONGEST_OUTPUT - this.length);
    this.length += this.text.length;
    post({ type: "output", text, cut: this.length > LONGEST_OUTPUT });
    this.text = "";
    this.posts += 1;
    this.last = performance.now();
  }
}

// Every file that Pyodide asks for is counted as it arrives. One that does not arrive is told from here, for
// Pyodide waits without end where it is its own WebAssembly that is lost.
function countBytes() {
  const original = self.fetch;
  let loaded = 0;
  const lost = (error) => {
    fail(error);
    throw error;
  };
  self.fetch = async (...request) => {
    const response = await original(...request).catch(lost);
    if (!response.ok) lost(new Error(`${response.url} answered ${response.status}`));
    const count = new TransformStream({
      transform(chunk, controller) {
        loaded += chunk.byteLength;
        post({ type: "progress", loaded });
        controller.enqueue(chunk);
      },
    });
    response.body.pipeTo(count.writable).catch(fail);
    const { status, headers } = response;
    return new Response(count.readable, { status, headers });
  };
  return () => {
    self.fetch = original;
  };
}
