/**
 * The file's own address. In its place webpack would put one of the machine that builds, but for the comment, and Turbopack
 * would look for a file of no name, but for the constructor's: a variable that is assigned is `URL` to webpack alone.
 */
const here = "() => new Address(/* webpackIgnore: true */ ''.slice(), import.meta.url).href";

/**
 * How a module takes part in starting its workers; docs/hosts.md tells the whole.
 *
 * - `url` is known only where the file stands as it was compiled: bundlers drop a call that is marked as pure and has no
 *   result, or write the text of `here` anew. A bundle has other code besides, which must not run a second time.
 * - `serve` makes a worker answer. A file that is a worker's own does so itself: of Node's threads the script's name tells.
 * - A worker that a bundler made of this module has lost its runtime, which nothing in it uses: whoever opens a line to it
 *   says it again.
 */
export const startText = `const inWorker = typeof DedicatedWorkerGlobalScope === 'function' && globalThis instanceof DedicatedWorkerGlobalScope;
let Address, url, serving;
Address = URL;
const here = ${here};
export function serve() { serving ??= (createRuntime(hostCode()).listen(id, globalThis.location?.href), true); }
/* @__PURE__ */ (() => {
if (String(here) !== ${JSON.stringify(here)}) return;
try { url = here(); } catch { return; }
const script = Reflect.get(globalThis, 'process')?.argv?.[1]?.replaceAll('\\\\', '/');
if (inWorker || (script && decodeURIComponent(new URL(url).pathname).endsWith(script))) serve();
})();
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
