import { build } from '@resnet-compile/compiler';
import { network, type Network } from '@resnet-compile/dsl';
import { checkOptions, isList, kind, listOf, shownName, text, type Kinds } from '@resnet-compile/options';
import type { Tensor as StateTensor } from '@resnet-compile/weights/safetensors';
import type { ReadExternal } from '../file/external-data.ts';
import { readModel } from '../file/read-model.ts';
import { OnnxError } from '../onnx-error.ts';
import { Budget } from './evaluate.ts';
import { outputsOf } from './outputs.ts';
import { importError, type Problem } from './problem.ts';
import { readGraph } from './read-graph.ts';
import { recognise } from './recognise.ts';
import { assemble } from './structure/assemble.ts';
import type { Parameter } from './forms/form.ts';
import type { Value } from './values.ts';

/** What `importOnnx` may be told. */
export interface ImportOptions {
  /** [channels, height, width] of the images, where the file leaves some of them free. */
  readonly input?: readonly number[];
  /** The file's outputs that are wanted, by their names; all. The first that is N×classes is the network's. */
  readonly outputs?: readonly string[];
  /** Reads what stands in files beside the model's; without it, a file that has such is refused. */
  readonly external?: ReadExternal;
}

/** A network that was an ONNX file. */
export interface Imported {
  readonly network: Network;
  /** Its parameters and running statistics, by the names that the network has for them. */
  readonly state: ReadonlyMap<string, StateTensor<ArrayBuffer>>;
  /** What is not as in the file, each a sentence. */
  readonly notes: readonly string[];
}

const kinds: Kinds<ImportOptions> = {
  input: kind(
    'three positive integers: [channels, height, width]',
    (value) =>
      Array.isArray(value) && value.length === 3 && value.every((each) => Number.isSafeInteger(each) && each > 0),
    isList,
  ),
  outputs: listOf(text, 'a list of the names of outputs'),
  external: kind('a function', (value) => typeof value === 'function'),
};

/**
 * An ONNX file as a network of the DSL and its state. Layers are recognised by what they compute: a norm, an activation or a
 * pool that an exporter took apart is one again. The network's layers have the names of the file's parameters, as far as
 * they are paths.
 *
 * @param bytes the file
 * @throws {OnnxError} where it is damaged, or has what no layer does: all such nodes at once
 * @throws {TypeError | RangeError} for options that are wrong
 */
export function importOnnx(bytes: Uint8Array, options: ImportOptions = {}): Imported {
  checkOptions('importOnnx', options, kinds);
  const { input: wanted, outputs: names, external } = options;
  const graph = readGraph(readModel(bytes), { input: wanted, outputs: names }, external);
  const found = outputsOf(graph.outputs);
  if (!found)
    throw new OnnxError(
      `none of its outputs is N×classes: ${graph.outputs.map(shownOutput).join(', ')}; a network ends with a classifier. Others may be outputs besides`,
    );
  const { logits, others } = found;
  if (logits.kind === 'constant') throw new OnnxError(`its output ${logits.name} does not depend on the images`);
  const { forms, problems } = recognise(
    [logits, ...others.map(([, value]) => value)],
    graph.input.shape[0] ?? 1,
    new Budget(2 ** 32),
  );
  const { image } = graph.images;
  const { body, taps, ...made } = assemble({ input: graph.input, image, logits, others }, forms);
  fail([...graph.problems, ...problems, ...made.problems]);
  const outputs = taps.filter((path) => path !== undefined);
  const [unsaid] = others.flatMap(([name], index) => (taps[index] === undefined ? [name] : []));
  if (!body || unsaid !== undefined)
    throw new OnnxError(
      body
        ? `its output ${shownName(unsaid ?? '')} is what no layer of the network gives; leave it out: say with outputs which are wanted`
        : `its output ${shownName(logits.name)} does not depend on the images`,
    );
  const whole = network({ input: image, ...(outputs.length ? { outputs } : {}) }, body);
  const state = new Map([...made.state].map(([name, parameter]) => [name, tensorOf(name, parameter)]));
  expectFitting(whole, state);
  return {
    network: whole,
    state,
    notes: [
      ...found.notes,
      ...(graph.images.isChannelsLast ? ['the file takes N×H×W×C; the network takes N×C×H×W'] : []),
      ...new Set([...forms.values()].flatMap((form) => (form.kind === 'layers' && form.note ? [form.note] : []))),
    ],
  };
}

const shownOutput = (value: Value): string =>
  `${value.name}${value.kind === 'unknown' ? '' : ` (N×${value.shape.slice(1).join('×')})`}`;

function fail(problems: readonly Problem[]): void {
  if (problems.length) throw importError(problems);
}

/** What layers say that they cannot do, as pools whose padding is wider than half of a window, and parameters of other shapes. */
function expectFitting(made: Network, state: Imported['state']): void {
  const { graph, problems } = build(made, { name: 'imported' });
  const [first, ...more] = [...made.problems, ...problems];
  if (first ?? !graph)
    throw new OnnxError(
      `the network that it is does not fit together${first ? `: ${first.path ?? 'a layer'}: ${first.message}${more.length ? `, and ${more.length} more` : ''}` : ''}`,
    );
  for (const { op, attributes, type } of graph?.nodes ?? []) {
    const shape = op === 'parameter' ? state.get(attributes.name)?.shape : type.shape;
    if (String(shape) !== String(type.shape))
      throw new OnnxError(`a tensor is ${shape?.join('×') ?? 'missing'} where its layer has ${type.shape.join('×')}`);
  }
}

/** Bits as they are in the file; numbers that were computed are rounded once. */
function tensorOf(name: string, { tensor: { shape, data } }: Parameter): StateTensor<ArrayBuffer> {
  return {
    name,
    shape,
    data: data instanceof Float32Array ? (data as Float32Array<ArrayBuffer>) : Float32Array.from(data),
  };
}
