// Formulas in, HTML and MathML out: one line of JSON each way, for as long as stdin stays open.
import { createInterface } from "node:readline";
import katex from "katex";

// Not trusted, links and pictures in a formula would be shown as red text: an error is clearer.
const trust = ({ command }) => {
  throw new Error(`${command} is not allowed in a formula`);
};

for await (const line of createInterface({ input: process.stdin })) {
  const { tex, display } = JSON.parse(line);
  let answer;
  try {
    const options = { displayMode: display, output: "htmlAndMathml", throwOnError: true, strict: "error", trust };
    answer = { html: katex.renderToString(tex, options) };
  } catch (failure) {
    // KaTeX underlines the faulty part with combining characters, which terminals garble.
    answer = { error: failure.message.replace(/[\u0332]/g, "").replace(/^KaTeX parse error: /, "") };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
