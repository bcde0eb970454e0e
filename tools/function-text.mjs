import { build } from 'esbuild';

/** A function that a file exports, with all that it needs, as the text of one that needs nothing of what is around it. */
export async function functionText(file, name) {
  const {
    outputFiles: [bundle],
  } = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@resnet-compile/source'],
    legalComments: 'none',
    minify: true,
    treeShaking: true,
    // Node prints the line of an error that nobody caught: a line, not all of it.
    lineLimit: 160,
  });
  const text = bundle.text.trim();
  const [exported, local] = new RegExp(`export\\s*\\{\\s*([\\w$]+)\\s+as\\s+${name}\\s*\\};$`).exec(text);
  return `function (...given) {\n${text.slice(0, -exported.length)}return ${local}(...given);\n}`;
}
