import { adamW, crossEntropy, dense, flatten, network, training, type Network } from '@resnet-compile/dsl';
import { compileModule, compileTraining, stagesOf, type Stages } from '@resnet-compile/driver';
import { exportOnnx } from '@resnet-compile/onnx';
import { listWeights, mapNames, readWeightsFile, type ExpectedTensor } from '@resnet-compile/weights';
import { expose, transfer } from 'comlink';
import { networkOf } from './network-of.ts';
import type { Spec } from './spec.ts';

/** A network's stages. @throws {RangeError} with all that is wrong with it. */
function stages(made: Network, name: string): Stages {
  const found = stagesOf(made, { name });
  if ('problems' in found) throw new RangeError(found.problems.map(({ message }) => message).join('\n'));
  return found;
}

const worker = {
  /** The text of a module that runs on the CPU and on WebGPU. */
  compile: (spec: Spec, name: string): string => compileModule(stages(networkOf(spec), name)).module,

  /** The text of a module that trains the last layer alone: from what a body gives, pooled, to classes. */
  compileHead(channels: number, classes: number): string {
    const head = training(network({ input: [channels, 1, 1] }, { flatten: flatten(), fc: dense(classes) }), {
      loss: crossEntropy(),
      optimizer: adamW({ weightDecay: 1e-3 }),
    });
    return compileTraining(stages(head, 'head'), { target: 'cpu' }).module;
  },

  /** How many classes a file's weights tell apart: the rows of its last matrix. */
  classesOf(bytes: Uint8Array): number {
    const { dictionaries, taken } = listWeights(bytes);
    const tensors = dictionaries.find(({ path }) => path === taken)?.tensors ?? new Map<string, never>();
    const matrix = [...tensors.values()].findLast(({ shape }) => shape.length === 2);
    if (!matrix) throw new RangeError('the file has no matrix, which the last layer of a network is');
    return matrix.shape[0] ?? 0;
  },

  /** The weights of a file, safetensors or PyTorch's, under the network's names. */
  stateOf(bytes: Uint8Array, parameters: readonly ExpectedTensor[]): Record<string, Float32Array> {
    const { tensors } = readWeightsFile(bytes, { expected: parameters });
    return Object.fromEntries([...mapNames(tensors, parameters).mapped].map(([name, { data }]) => [name, data]));
  },

  /** The network with its weights as an ONNX file. */
  onnx(
    spec: Spec,
    state: Readonly<Record<string, Float32Array>>,
    metadata: Readonly<Record<string, string>>,
  ): Uint8Array {
    const { bytes } = exportOnnx(networkOf(spec), state, { name: 'taught', metadata });
    return transfer(bytes, [bytes.buffer]);
  },
};

/** What the page has compiled beside its own thread. */
export type Compiling = typeof worker;
expose(worker);
