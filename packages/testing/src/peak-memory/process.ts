// A process of its own: loads a compiled module, makes calls, and says how many bytes of memory it had at most.
// node process.ts MODULE METHODS BATCH [WEIGHTS]
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

interface Module {
  readonly model: { readonly input: readonly number[]; readonly classes: number };
  readonly load: (options: object) => Promise<Readonly<Record<string, (argument: unknown) => Promise<unknown>>>>;
}

const [path, methods, count, weights] = process.argv.slice(2) as [string, string, string, string?];
const batch = Number(count);
const { load, model } = (await import(pathToFileURL(path).href)) as Module;
// Filled in place: a second array would count.
const images = new Float32Array(batch * model.input.reduce((product, extent) => product * extent, 1));
for (let index = 0; index < images.length; index++) images[index] = Math.sin(index * index);
const labels = new Int32Array(batch).map((_, image) => image % model.classes);
const network = await load({ device: 'cpu', v8Flags: 'set', ...(weights === undefined ? {} : { weights }) });
for (const method of methods.split(',')) {
  const call = network[method];
  if (!call) throw new Error(`${path} has no ${method}`);
  await call(method === 'predict' ? images : { images, labels, learningRate: 0.001 });
}
console.log(peakKilobytes() * 1024);

/** Linux' getrusage counts what the parent had when it started this process; its high-water mark does not. */
function peakKilobytes(): number {
  const status = '/proc/self/status';
  return existsSync(status)
    ? Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(status, 'utf8'))?.[1])
    : process.resourceUsage().maxRSS;
}
