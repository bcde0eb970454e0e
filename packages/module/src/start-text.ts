/** The file's own address. The comments keep webpack and Turbopack from putting one of the machine that builds in its place. */
const here = "() => new URL(/* webpackIgnore: true */ /* turbopackIgnore: true */ ''.slice(), import.meta.url).href";

/**
 * How a module takes part in starting its workers; docs/hosts.md tells the whole.
 *
 * - `url` is known only where the file stands as it was compiled: bundlers drop a call that is marked as pure and has no
 *   result, or write the text of `here` anew. A bundle has other code besides, which must not run a second time.
 * - `serve` makes a worker answer. A file that is a worker's own does so itself.
 * - A worker that a bundler made of this module has lost its runtime, which nothing in it uses: whoever opens a line to it
 *   says it again.
 */
export const startText = `const inWorker = typeof DedicatedWorkerGlobalScope === 'function' && globalThis instanceof DedicatedWorkerGlobalScope;
const here = ${here};
let url, serving;
export function serve() { serving ??= (createRuntime(kernels).listen(id), true); }
/* @__PURE__ */ (() => { if (String(here) === ${JSON.stringify(here)}) { url = here; if (inWorker) serve(); } })();
if (inWorker) addEventListener('message', async (event) => {
const { data } = event;
if (serving || data?.resnetCompile !== id) return;
event.stopImmediatePropagation();
try {
const source = URL.createObjectURL(new Blob(['export default ' + data.module.origin.source], { type: 'text/javascript' }));
(await import(/* webpackIgnore: true */ /* @vite-ignore */ source)).default.serve(data);
} catch (error) { data.port.postMessage({ failed: String(error) }); }
});
`;
