import { found, isTrained } from '@resnet-compile/ir';
import {
  layOutSafetensors,
  metadataOf,
  readHeader,
  readTensorsOf,
  type Tensor,
} from '@resnet-compile/weights/safetensors';
import type { ModelInfo, TrainingDeclaration } from '@resnet-compile/plan';
import { eachInSlices } from '../slices.ts';
import type { TrainingState } from './trainer.ts';
import { declaredOtherwise } from './declared-otherwise.ts';
import type { TrainingPart } from '../compiled-module.ts';

const format = 'resnet-compile checkpoint 1';

/** State, moments and averages under their names; the step, and how it was declared, in the metadata. */
export async function writeCheckpoint(
  { parameters }: ModelInfo,
  { state, moments, averages, step, seed }: TrainingState,
  declaration: TrainingDeclaration,
  fingerprint: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const tensors = parameters.flatMap(({ name, shape, frozen }): Tensor[] => {
    const average = frozen ? undefined : averages.get(name);
    return [
      { name, shape, data: found(state, name) },
      ...(moments.get(name) ?? []).map((data, index) => ({ name: `optimizer.${index}.${name}`, shape, data })),
      ...(average ? [{ name: `average.${name}`, shape, data: average }] : []),
    ];
  });
  const { bytes, writers } = layOutSafetensors(tensors, {
    format,
    step: String(step),
    seed: String(seed),
    fingerprint,
    declaration: JSON.stringify(declaration),
  });
  await eachInSlices(writers, (write) => write());
  return bytes;
}

/** The state that a checkpoint holds, over its bytes. @throws {Error} where it is no checkpoint of this network and optimiser; warns where another loss or other kernels made it. */
export function readCheckpoint(
  model: ModelInfo,
  bytes: Uint8Array,
  { declaration, moments }: Pick<TrainingPart, 'declaration' | 'moments'>,
  fingerprint: string,
): TrainingState {
  const header = readHeader(bytes);
  const metadata = metadataOf(header);
  if (metadata['format'] !== format)
    throw new Error(
      `${model.name}: this is no checkpoint of a training module (its format is ${JSON.stringify(metadata['format'] ?? 'not given')}, expected ${JSON.stringify(format)}); weights are loaded with loadStateDict`,
    );
  const step = Number(metadata['step']);
  if (!Number.isSafeInteger(step) || step < 0)
    throw new Error(`${model.name}: the checkpoint's step is ${JSON.stringify(metadata['step'])}; expected a count`);
  const tensors = readTensorsOf(bytes, header);
  const { optimizer, others } = declaredOtherwise(metadata['declaration'], declaration);
  const wrong = [...optimizer];
  const take = (name: string, shape: readonly number[]): Float32Array => {
    const tensor = tensors.get(name);
    tensors.delete(name);
    if (tensor && String(tensor.shape) === String(shape)) return tensor.data;
    wrong.push(
      tensor
        ? `${name} is ${tensor.shape.join('×')}, expected ${shape.join('×')}`
        : `missing ${name} (${shape.join('×')})`,
    );
    return new Float32Array(shape.reduce((product, extent) => product * extent, 1));
  };
  const trained = model.parameters.filter(isTrained);
  const state = new Map(model.parameters.map(({ name, shape }) => [name, take(name, shape)]));
  const restored: TrainingState = {
    state,
    moments: new Map(
      trained.map(({ name, shape }) => [
        name,
        Array.from({ length: moments }, (_, index) => take(`optimizer.${index}.${name}`, shape)),
      ]),
    ),
    averages: new Map(
      declaration.ema === null
        ? []
        : model.parameters.map(({ name, shape, frozen }) => [
            name,
            frozen ? found(state, name) : take(`average.${name}`, shape),
          ]),
    ),
    step,
    seed: Number(metadata['seed'] ?? 0),
  };
  wrong.push(...[...tensors.keys()].map((name) => `unexpected ${name}`));
  if (wrong.length)
    throw new Error(
      `${model.name}: this checkpoint is of another network or optimiser:\n  ${wrong.join('\n  ')}\nIts weights alone can be loaded: load({ weights: checkpoint })`,
    );
  if (others.length)
    console.warn(
      `${model.name}: this checkpoint was made by another declaration: ${others.join('; ')}: training goes on with this one's`,
    );
  else if (metadata['fingerprint'] !== fingerprint)
    console.warn(
      `${model.name}: other kernels made this checkpoint (${metadata['fingerprint']}, these are ${fingerprint}): training goes on, but not bit for bit`,
    );
  return restored;
}
