import { readSafetensors } from '@resnet-compile/weights/safetensors';
import type { State } from './engine.ts';
import { initialValues, type Making } from './initial-state.ts';
import type { ModelInfo } from './model-info.ts';
import { eachInSlices } from './slices.ts';
import { nodeModule } from './workers/host.ts';

/** Where weights come from: a safetensors file by path, URL or bytes, or a record of name → values. */
export type Weights = string | URL | Uint8Array | ArrayBuffer | Readonly<Record<string, Float32Array>>;

type Values = readonly [name: string, values: Float32Array];

/** Reads and checks a state; without weights, the initial one of `seed`. */
export async function loadState(...from: Parameters<typeof loadValues>): Promise<State> {
  const state = new Map<string, Float32Array>();
  for await (const [name, values] of await loadValues(...from)) state.set(name, values);
  return state;
}

/** The same by name, the initial ones made one after the other. */
export async function loadValues(model: ModelInfo, weights: Weights | undefined, seed: number, making?: Making): Promise<Iterable<Values> | AsyncIterable<Values>> {
  if (weights === undefined) return initialValues(model.parameters, seed, making);
  // Nobody else has the bytes of a file: its tensors are the state, without a copy.
  if (typeof weights === 'string' || weights instanceof URL) return checkState(model, shaped(await readBytes(weights)));
  if (weights instanceof Uint8Array) return copyState(checkState(model, shaped(weights)));
  if (weights instanceof ArrayBuffer) return copyState(checkState(model, shaped(new Uint8Array(weights))));
  return copyState(checkRecord(model, weights));
}

interface Found {
  readonly values: Float32Array;
  readonly shape: readonly number[] | undefined;
}

const shaped = (bytes: Uint8Array): ReadonlyMap<string, Found> =>
  new Map([...readSafetensors(bytes)].map(([name, { data, shape }]) => [name, { values: data, shape }]));

/** A copy of all values. */
export async function copyState(state: State): Promise<State> {
  const copies = new Map<string, Float32Array>();
  await eachInSlices(state, ([name, values]) => void copies.set(name, values.slice()));
  return copies;
}

/** A state of the caller's own arrays. @throws {TypeError | Error} where they are not those of the network. */
export function checkRecord(model: ModelInfo, record: Readonly<Record<string, Float32Array>>): State {
  const entries = Object.entries(record ?? {});
  for (const [name, values] of entries) {
    if (!(values instanceof Float32Array)) throw new TypeError(`weights: ${JSON.stringify(name)} is not a Float32Array`);
  }
  return checkState(model, new Map(entries.map(([name, values]) => [name, { values, shape: undefined }])));
}

/** Strict: lists every missing, unexpected and misshapen tensor at once. `num_batches_tracked` is ignored. */
function checkState(model: ModelInfo, found: ReadonlyMap<string, Found>): State {
  const wrong: string[] = [];
  const state = new Map<string, Float32Array>();
  for (const { name, shape } of model.parameters) {
    const tensor = found.get(name);
    const elements = shape.reduce((product, extent) => product * extent, 1);
    if (!tensor) wrong.push(`missing ${name} (${shape.join('×')})`);
    else if (tensor.shape ? String(tensor.shape) !== String(shape) : tensor.values.length !== elements) {
      wrong.push(`${name} is ${tensor.shape ? tensor.shape.join('×') : `${tensor.values.length} values`}, expected ${shape.join('×')}`);
    } else state.set(name, tensor.values);
  }
  const expected = new Set(model.parameters.map(({ name }) => name));
  for (const name of found.keys()) if (!expected.has(name) && !name.endsWith('num_batches_tracked')) wrong.push(`unexpected ${name}`);
  if (wrong.length) {
    throw new Error(`these weights are not those of ${model.name}:\n  ${wrong.join('\n  ')}\nconvert other names with: resnet-compile weights convert IN --model model.ts --out OUT.safetensors`);
  }
  return state;
}

async function readBytes(place: string | URL): Promise<Uint8Array> {
  const text = String(place);
  try {
    return await readFileOrUrl(text);
  } catch (error) {
    throw new Error(`cannot read the weights ${text}: ${(error as Error).message}`, { cause: error });
  }
}

async function readFileOrUrl(text: string): Promise<Uint8Array> {
  const host = globalThis as { location?: { href: string } };
  const isFile = !/^[a-z][a-z0-9+.-]+:/i.test(text) || text.startsWith('file:');
  const files = nodeModule<{ readFile(path: string | URL): Promise<Uint8Array> }>('fs/promises');
  if (isFile && files) return files.readFile(text.startsWith('file:') ? new URL(text) : text);
  const response = await fetch(host.location ? new URL(text, host.location.href) : text);
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
