import { rolldown } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

/**
 * A function that a file exports, with all that it uses, as the text of one that needs nothing of what is around it.
 * Rolldown's names are the same in as many functions as can be: 4 % less, gzipped, than esbuild's text.
 */
export async function functionText(file, exported) {
  const bundled = await rolldown({
    input: file,
    resolve: { conditionNames: ['@resnet-compile/source', 'import'] },
    optimization: { inlineConst: { mode: 'smart', pass: 3 } },
    onLog(level, log) {
      if (level !== 'debug') throw new Error(log.message);
    },
  });
  const {
    output: [{ code }],
  } = await bundled.generate({
    format: 'esm',
    comments: false,
    minify: { compress: { target: 'es2022' }, mangle: { toplevel: true }, codegen: true },
  });
  const text = inLines(code.trim());
  const [exports, name] = new RegExp(`export\\s*\\{\\s*([\\w$]+)\\s+as\\s+${exported}\\s*\\};$`).exec(text);
  return `function (...given) {\n${text.slice(0, -exports.length)}return ${name}(...given);\n}`;
}

/** Lines of some 300 characters: Node prints the line of an error that nobody caught, not all of it. */
function inLines(code) {
  const starts = [];
  const visit = (node) => {
    for (const [name, children] of Object.entries(node)) {
      const nodes = [children].flat().filter((child) => child?.type);
      // A line may end before a statement, and between the parts of a list.
      if (Array.isArray(children) && !['quasis', 'params'].includes(name))
        starts.push(...nodes.slice(name === 'body' ? 0 : 1).map(({ start }) => start));
      nodes.forEach(visit);
    }
  };
  visit(parseAst(code));
  let [text, line] = ['', 0];
  for (const [index, start] of starts.sort((a, b) => a - b).entries()) {
    if ((starts[index + 1] ?? code.length) - line <= 320) continue;
    text += `${code.slice(line, start)}\n`;
    line = start;
  }
  return text + code.slice(line);
}
