import { itemOf } from '@resnet-compile/ir';
import { literalOf, meantBy, shown, shownName, tagOf, withArticle } from '@resnet-compile/options';
import { readState } from '@resnet-compile/weights/safetensors';
import { bytesOf, expectAttached, floatsOf } from './arrays.ts';
import { initialValues } from './initial-state.ts';
import type { Loading } from './load-options.ts';
import type { ModelInfo } from '@resnet-compile/plan';
import { readPlace, type Reading } from './read-place.ts';
import { eachInSlices, type Slices } from './slices.ts';
import { take } from './take.ts';
import type { OwnWeights, State, Weights } from './weights.ts';
import { bring, isSource } from './weights-source.ts';

type Values = readonly [name: string, values: Float32Array];

/** Takes weights before a call returns. @throws {TypeError | Error} where they are no weights, or a record is another network's. */
export function takeWeights(
  model: ModelInfo,
  weights: Weights | undefined,
  except: readonly string[],
  transfer = false,
): OwnWeights | undefined {
  const isLeft = leftBy(model, except);
  if (weights === undefined) return undefined;
  if (typeof weights === 'string' || isSource(weights)) return weights;
  if (isUrl(weights)) return weights.href;
  const what = `${model.name}: the bytes of the weights`;
  const bytes = bytesOf(what, weights);
  return bytes ? take(what, [bytes], transfer)[0] : takeRecord(model, weights, transfer, isLeft);
}

/** Takes a state of the caller's own arrays. @throws {TypeError | Error} where they are not those of the network. */
export function takeRecord(model: ModelInfo, record: unknown, transfer = false, isLeft?: IsLeft): State {
  const state = checkRecord(model, record, isLeft);
  const own = take(`${model.name}: the weights`, [...state.values()], transfer);
  return new Map([...state.keys()].map((name, place) => [name, itemOf(own, place)]));
}

/** Whether weights are left as they are initialised, whatever a file has of that name. */
type IsLeft = (name: string) => boolean;

/** @throws {RangeError} for a pattern that means no parameter. */
const leftBy = ({ name, parameters }: ModelInfo, except: readonly string[]): IsLeft =>
  meantBy(
    `${name}: load: except`,
    except,
    parameters.flatMap((parameter) => [parameter.name, ...(parameter.aliases ?? [])]),
  );

/** Reads and checks a state; without weights, and for what they leave out, the initial one of `seed`. */
export async function loadState(...from: Parameters<typeof loadValues>): Promise<State> {
  const state = new Map<string, Float32Array>();
  for await (const [name, values] of await loadValues(...from)) state.set(name, values);
  return state;
}

/** The same by name, the initial ones made one after the other. */
export async function loadValues(
  model: ModelInfo,
  { weights, seed, except = [] }: Pick<Loading, 'weights' | 'seed' | 'except'>,
  reading: Reading,
  slices?: Slices,
): Promise<AsyncIterable<Values>> {
  const completed = (state: State) => initialValues(model.parameters, seed, slices, state);
  if (weights === undefined) return completed(new Map());
  const given = isSource(weights) ? await bring(model, weights, reading) : weights;
  if (typeof given !== 'string' && !(given instanceof Uint8Array)) return completed(given);
  const bytes = typeof given === 'string' ? await readPlace(given, reading) : given;
  try {
    return completed(checkState(model, shaped(bytes), leftBy(model, except)));
  } catch (error) {
    if (typeof weights === 'string') (error as Error).message = `${weights}: ${(error as Error).message}`;
    throw error;
  }
}

interface Found {
  readonly values: Float32Array;
  readonly shape: readonly number[] | undefined;
}

const shaped = (bytes: Uint8Array): ReadonlyMap<string, Found> =>
  new Map([...readState(bytes)].map(([name, { data, shape }]) => [name, { values: data, shape }]));

/** A copy of all values. */
export async function copyState(state: State): Promise<State> {
  const copies = new Map<string, Float32Array>();
  await eachInSlices(state, ([name, values]) => void copies.set(name, values.slice()));
  return copies;
}

/** @throws {TypeError | Error} where a record is not one of the network's state. */
function checkRecord(model: ModelInfo, record: unknown, isLeft?: IsLeft): State {
  expectRecord(model, record);
  return checkState(
    model,
    new Map(
      Object.entries(record).map(([name, given]): [string, Found] => {
        const values = floatsOf(given);
        if (!values)
          throw new TypeError(
            `${model.name}: the weights ${literalOf(name)} are ${shown(given)}; expected a Float32Array`,
          );
        expectAttached(`${model.name}: the weights ${literalOf(name)}`, values);
        return [name, { values, shape: undefined }];
      }),
    ),
    isLeft,
  );
}

const isUrl = (value: unknown): value is URL => tagOf(value) === 'URL';

/** What people give instead of weights, and what they meant. */
const meant: Readonly<Record<string, string>> = {
  Promise: 'await it first',
  Response: 'give its bytes: await response.arrayBuffer()',
  Blob: 'give its bytes: await blob.arrayBuffer()',
  File: 'give its bytes: await file.arrayBuffer()',
  ReadableStream: 'give its bytes: await new Response(stream).arrayBuffer()',
  Map: 'give a record: Object.fromEntries(map)',
  DataView: 'give its bytes: new Uint8Array(view.buffer, view.byteOffset, view.byteLength)',
};

/** @throws {TypeError} that says what was given, where it is no record. */
function expectRecord({ name }: ModelInfo, value: unknown): asserts value is Readonly<Record<string, unknown>> {
  const type = tagOf(value);
  if (type === 'Object') return;
  const found = meant[type] ? withArticle(type) : shown(value);
  throw new TypeError(
    `${name}: weights are ${found}; ${meant[type] ?? 'expected a safetensors file by path, URL or bytes, or a record of name → Float32Array. Without weights, leave the option out'}`,
  );
}

const isEqual = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, index) => Object.is(value, b[index]));

/** The first few of them: of a network that is named otherwise, each name would be one. */
const listed = (lines: readonly string[]): string =>
  [...lines.slice(0, 5), ...(lines.length > 5 ? [`… and ${lines.length - 5} more`] : [])]
    .map((line) => `\n  ${line}`)
    .join('');

/** Strict: lists missing, unexpected and misshapen tensors at once. `num_batches_tracked` is ignored; of a shared layer, all names are known. */
function checkState(model: ModelInfo, found: ReadonlyMap<string, Found>, isLeft: IsLeft = () => false): State {
  const wrong: string[] = [];
  const unexpected: string[] = [];
  const state = new Map<string, Float32Array>();
  for (const { name, shape, aliases = [] } of model.parameters) {
    if ([name, ...aliases].some(isLeft)) continue;
    const [first, ...others] = [name, ...aliases].flatMap((each) => {
      const tensor = found.get(each);
      return tensor ? [[each, tensor] as const] : [];
    });
    const tensor = first?.[1];
    for (const [other, { values }] of others)
      if (tensor && !isEqual(tensor.values, values))
        wrong.push(
          `${shownName(other)} differs from ${shownName(first[0])}, which is the same tensor of a shared layer`,
        );
    const elements = shape.reduce((product, extent) => product * extent, 1);
    if (!tensor) wrong.push(`missing ${shownName(name)} (${shape.join('×')})`);
    else if (tensor.shape ? String(tensor.shape) !== String(shape) : tensor.values.length !== elements) {
      wrong.push(
        `${shownName(name)} is ${tensor.shape ? tensor.shape.join('×') : `${tensor.values.length} values`}, expected ${shape.join('×')}`,
      );
    } else state.set(name, tensor.values);
  }
  const expected = new Set(model.parameters.flatMap(({ name, aliases = [] }) => [name, ...aliases]));
  for (const name of found.keys())
    if (!expected.has(name) && !isLeft(name) && !name.endsWith('num_batches_tracked'))
      unexpected.push(`unexpected ${shownName(name)}`);
  if (wrong.length + unexpected.length) {
    throw new Error(
      `these weights are not those of ${model.name}:${[wrong, unexpected].map(listed).join('')}\nconvert other names with: resnet-compile weights convert IN --model model.ts --out OUT.safetensors`,
    );
  }
  return state;
}
