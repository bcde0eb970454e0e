// Bundles the runtime into one text for each choice of devices; the compiler pastes one into every module.
import { writeFile } from 'node:fs/promises';
import { rolldown } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';

/** Rolldown's names are the same in as many functions as can be: 4 % less, gzipped, than esbuild's text. */
async function bundle(devices) {
  const bundled = await rolldown({
    input: `src/variants/${devices}.ts`,
    resolve: { conditionNames: ['@resnet-compile/source', 'import'] },
    treeshake: { propertyReadSideEffects: false, propertyWriteSideEffects: false, unknownGlobalSideEffects: false },
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
  // Hints for the bundlers of those who use the module; minifiers drop them.
  const text = inLines(code.trim()).replace(
    /\bimport\(\s*([\w$]+)\s*\)/,
    'import(/* @vite-ignore */ /* webpackIgnore: true */ $1)',
  );
  const [exported, name] = /export\s*\{\s*([\w$]+)\s+as\s+createRuntime\s*\};$/.exec(text);
  // A function that needs nothing of what is around it: its text is all that a worker needs.
  return `function (code) {\n${text.slice(0, -exported.length)}return ${name}(code);\n}`;
}

/** Lines of some 300 characters: Node prints the line of an error that nobody caught, not the runtime. */
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

const variants = ['cpu', 'webgpu', 'both', 'training-cpu', 'training-webgpu', 'training-both'];
const texts = Object.fromEntries(await Promise.all(variants.map(async (devices) => [devices, await bundle(devices)])));
const comment =
  '/** The runtime as an expression, a function of what else of a module is JavaScript, by the devices that a module was compiled for. */\n';
await writeFile('dist/text.js', `${comment}export const runtimeTexts = ${JSON.stringify(texts)};\n`);
await writeFile(
  'dist/text.d.ts',
  `${comment}export declare const runtimeTexts: Readonly<Record<${variants.map((devices) => `'${devices}'`).join(' | ')}, string>>;\n`,
);
