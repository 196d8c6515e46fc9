// Bundle each entry file into one classic script: modules do not load from file://.
// Arguments: the folder to write to, then the entry files.
import { build } from "esbuild";

const [outdir, ...entryPoints] = process.argv.slice(2);
try {
  await build({
    entryPoints, outdir, bundle: true, format: "iife", minify: true, target: "es2020", legalComments: "inline",
    charset: "utf8", logLevel: "silent",
  });
} catch (failure) {
  for (const { text, location } of failure.errors ?? [{ text: String(failure) }]) {
    const where = location ? `${location.file}:${location.line}:${location.column + 1}: ` : "";
    process.stderr.write(`${where}${text}\n`);
  }
  process.exit(1);
}
