import { build, simplify } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import { elementsPerImage, nodesOf, type Graph } from '@resnet-compile/ir';
import {
  boolean,
  checkOptions,
  integer,
  kind,
  nearest,
  number,
  oneOf,
  shownName,
  text,
  type Kinds,
} from '@resnet-compile/options';
import type { Written } from '../file/messages.ts';
import { writeModel } from '../file/write-model.ts';
import { OnnxError } from '../onnx-error.ts';
import { withExternalWeights, type FileParts } from './external-weights.ts';
import { graphProto } from './graph-proto.ts';
import { irVersionOf, opsets } from './operators.ts';
import type { State } from './parameter-values.ts';

export interface ExportOptions {
  /** Of the graph, and in messages: `model`. */
  readonly name?: string;
  /**
   * Whether batch norms and standardised filters are folded into what is next to them, computed in float64 and rounded once.
   * Otherwise the file has the layers as they were trained, and the state under its own names.
   */
  readonly folded?: boolean;
  /** The operator set, 9 to 23; 17. */
  readonly opset?: number;
  /** Images at a time; `'dynamic'`, any number. */
  readonly batch?: number | 'dynamic';
  /** Layers whose values are outputs, by their paths, besides `logits` and those that the network names. */
  readonly outputs?: readonly string[];
  /** The file that has the weights where they are many, as the model's file names it: `model.onnx.data`. */
  readonly dataFile?: string;
  /** Bytes of weights from which on they are in `dataFile`; 1e9: protobuf ends at 2 GiB. */
  readonly dataFrom?: number;
  /** What the file is made by, `resnet-compile` with this version. */
  readonly version?: string;
  /** What else the file says of itself. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const kinds: Kinds<ExportOptions> = {
  name: text,
  folded: boolean,
  opset: integer(opsets.least, opsets.most),
  batch: oneOf(['dynamic'], integer(1)),
  outputs: kind(
    'a list of paths of layers',
    (value) => Array.isArray(value) && value.every((path) => typeof path === 'string'),
    Array.isArray,
  ),
  dataFile: text,
  dataFrom: number(0),
  version: text,
  metadata: kind(
    'an object of texts',
    (value) =>
      typeof value === 'object' && value !== null && Object.values(value).every((each) => typeof each === 'string'),
  ),
};

/** A network as an ONNX file. */
export interface OnnxFile {
  /** The model's file. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Those of the file of its weights, one behind the other, where it has one; its name is `dataFile`. */
  readonly data?: FileParts;
}

const usualDataFrom = 1e9;

/**
 * A network with its weights as an ONNX file: input `images`, N×C×H×W, output `logits`, N×classes, both float32. Equal calls
 * give equal bytes.
 * @param state parameters and running statistics by name, as `stateDict()` gives them
 * @throws {OnnxError} for a network with mistakes, a state that is not the network's, and more weights than a file holds
 * @throws {TypeError | RangeError} for options that are wrong
 */
export function exportOnnx(
  network: Network,
  state: Readonly<Record<string, Float32Array>>,
  options: ExportOptions = {},
): OnnxFile {
  checkOptions('exportOnnx', options, kinds);
  const { name = 'model', outputs = [] } = options;
  const { graph, problems } = build(withOutputs(network, outputs), { name });
  const [first, ...more] = [...network.problems, ...problems];
  if (first || !graph)
    throw new OnnxError(
      `${shownName(name)} cannot be exported: ${first?.message ?? 'it has mistakes'}${first?.hint === undefined ? '' : `; ${first.hint}`}${more.length ? ` (and ${more.length} more)` : ''}`,
    );
  return exportGraph(graph, state, options);
}

/** A network that hands out the values of these layers, too. */
export const withOutputs = (network: Network, outputs: readonly string[]): Network =>
  outputs.length ? { ...network, outputs: [...new Set([...(network.outputs ?? []), ...outputs])] } : network;

/** The same of a graph, as `build` made it. */
export function exportGraph(
  graph: Graph,
  state: Readonly<Record<string, Float32Array>>,
  options: Omit<ExportOptions, 'name' | 'outputs'> = {},
): OnnxFile {
  checkOptions('exportGraph', options, kinds);
  const { folded = false, opset = opsets.usual, batch = 'dynamic', dataFile, dataFrom = usualDataFrom } = options;
  const values = checkedState(graph, state);
  const written = graphProto(folded ? simplify(graph) : graph, values, { opset, batch, folded });
  const size = (written.initializer ?? []).reduce((sum, { rawData }) => sum + (rawData?.length ?? 0), 0);
  if (size < dataFrom) return { bytes: writeModel(modelProto(written, opset, options)) };
  if (dataFile === undefined)
    throw new OnnxError(
      `the weights of ${shownName(graph.name)} take ${size} bytes, which do not fit into one file; give them a file of their own: { dataFile: 'model.onnx.data' }`,
    );
  const external = withExternalWeights(written, dataFile);
  return { bytes: writeModel(modelProto(external.graph, opset, options)), data: external.parts };
}

const modelProto = (
  graph: Written<'GraphProto'>,
  opset: number,
  { version, folded = false, metadata = {} }: ExportOptions,
): Written<'ModelProto'> => ({
  irVersion: irVersionOf(opset),
  opsetImport: [{ version: opset }],
  producerName: 'resnet-compile',
  producerVersion: version,
  graph,
  metadataProps: Object.entries({ ...metadata, layers: folded ? 'folded' : 'as trained' }).map(([key, value]) => ({
    key,
    value,
  })),
});

/** @throws {OnnxError} where tensors are missing, or of another length; what there is besides is left out. */
function checkedState(graph: Graph, state: Readonly<Record<string, Float32Array>>): State {
  const given = new Map(Object.entries(state));
  const faults = nodesOf(graph, 'parameter').flatMap(({ attributes: { name }, type }) => {
    const values = given.get(name);
    const length = elementsPerImage(type);
    if (values instanceof Float32Array && values.length === length) return [];
    const near = nearest(name, [...given.keys()]);
    const found =
      values === undefined
        ? `is missing${near === undefined ? '' : `; did you mean ${shownName(near)}?`}`
        : `has ${values.length} values`;
    return [`${shownName(name)}: expected ${length} values (${type.shape.join('×')}), it ${found}`];
  });
  const [most, more] = [faults.slice(0, 5), faults.length - 5];
  if (faults.length)
    throw new OnnxError(
      `the state is not that of ${shownName(graph.name)}:\n${most.join('\n')}${more > 0 ? `\nand ${more} more` : ''}`,
    );
  return given;
}
