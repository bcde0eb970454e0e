/** A tool that may delete what is in its output folder before it builds. */
export interface Bundler {
  readonly command: string;
  /** The names of its configuration. */
  readonly config: RegExp;
  /** The package that, alone in a package.json, means a build by the defaults. */
  readonly dependency?: string;
  /** Options: the output folder, `dist` by default, and the folder that it lies in. */
  readonly folder: string;
  readonly root?: string;
  /** Whether it deletes, by the text of its configuration; `inside` where the output lies in the project. */
  readonly empties: (text: string, inside: boolean) => boolean;
}

const script = (name: string): RegExp => new RegExp(`^${name}\\.[cm]?[jt]s$`);
const says = (text: string, option: string, value: string): boolean =>
  new RegExp(`\\b${option}['"]?\\s*:\\s*['"]?${value}`).test(text);
const unlessToldNotTo =
  (option: string) =>
  (text: string): boolean =>
    !says(text, option, 'false');
const cleans = (text: string): boolean =>
  (says(text, 'clean', '') && !says(text, 'clean', 'false')) || text.includes('CleanWebpackPlugin');

export const bundlers: readonly Bundler[] = [
  {
    command: 'vite build',
    config: script('vite\\.config'),
    dependency: 'vite',
    folder: 'outDir',
    root: 'root',
    empties: (text, inside) => says(text, 'emptyOutDir', 'true') || (inside && !says(text, 'emptyOutDir', 'false')),
  },
  { command: 'astro build', config: script('astro\\.config'), folder: 'outDir', root: 'root', empties: () => true },
  { command: 'vue-cli-service build', config: script('vue\\.config'), folder: 'outputDir', empties: () => true },
  {
    command: 'rsbuild build',
    config: script('rsbuild\\.config'),
    folder: 'distPath',
    empties: unlessToldNotTo('cleanDistPath'),
  },
  { command: 'tsdown', config: script('tsdown\\.config'), folder: 'outDir', empties: unlessToldNotTo('clean') },
  { command: 'tsup', config: script('tsup\\.config'), folder: 'outDir', empties: cleans },
  { command: 'webpack', config: script('webpack\\.[\\w.-]+'), folder: 'path', empties: cleans },
  { command: 'rspack build', config: script('rspack\\.config'), folder: 'path', empties: cleans },
  {
    command: 'rollup',
    config: script('rollup\\.config'),
    folder: 'dir',
    empties: (text) => /rollup-plugin-(?:delete|clear|cleaner)/.test(text),
  },
  {
    command: 'nest build',
    config: /^nest-cli\.json$/,
    folder: 'outDir',
    empties: (text) => says(text, 'deleteOutDir', 'true'),
  },
];
