import type { Network } from '@resnet-compile/dsl';
import { compileModule, stagesOf, type Stages } from '@resnet-compile/driver';
import { trainHead, type TrainedHead } from '@resnet-compile/finetune';
import { exportOnnx } from '@resnet-compile/onnx';
import { mapNames, readWeightsFile, type ExpectedTensor } from '@resnet-compile/weights';
import { expose, transfer } from 'comlink';
import { reporting, type Course } from '../course/course.ts';
import { aboutFile } from './about-file.ts';
import { networkOf } from './network-of.ts';
import type { Spec } from './spec.ts';

/** The last layer. */
export type Head = Pick<TrainedHead, 'weight' | 'bias'>;

/** A network's stages. @throws {RangeError} with all that is wrong with it. */
function stages(made: Network, name: string): Stages {
  const found = stagesOf(made, { name });
  if ('problems' in found) throw new RangeError(found.problems.map(({ message }) => message).join('\n'));
  return found;
}

const worker = {
  /** The text of a module that runs on the CPU and on WebGPU. */
  compile: (spec: Spec, name: string): string => compileModule(stages(networkOf(spec), name)).module,

  /**
   * Trains a network's last layer on what its body gives, pooled: a layer for as many classes as there are lists.
   * @returns its weights, classes × features, and its bias
   */
  async teach(examples: readonly (readonly Float32Array[])[], report: (course: Course) => void): Promise<Head> {
    const { weight, bias } = await trainHead(Object.fromEntries(examples.entries()), {
      // A fifth of each class is tested on, where that is one at least.
      holdOut: examples.every(({ length }) => length >= 5) ? 0.2 : 0,
      onEvent: reporting(report),
    });
    return { weight, bias };
  },

  /** What a file of weights says of its network. */
  about: aboutFile,

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
