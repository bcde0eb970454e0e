import { readMetadata, readSafetensors, writeSafetensors, type Tensor } from '@resnet-compile/weights/safetensors';
import type { ModelInfo } from '../model-info.ts';
import { beginTraining, type TrainingState } from './trainer.ts';
import { momentsOf, type TrainingDeclaration } from './training-options.ts';

const format = 'resnet-compile checkpoint 1';

/** State, moments and averages under their names, and the step in the metadata. */
export function writeCheckpoint({ parameters }: ModelInfo, { state, moments, averages, step, seed }: TrainingState, fingerprint: string): Uint8Array<ArrayBuffer> {
  const tensors = parameters.flatMap(({ name, shape }): Tensor[] => [
    { name, shape, data: state.get(name)! },
    ...(moments.get(name) ?? []).map((data, index) => ({ name: `optimizer.${index}.${name}`, shape, data })),
    ...(averages.has(name) ? [{ name: `average.${name}`, shape, data: averages.get(name)! }] : []),
  ]);
  return writeSafetensors(tensors, { format, step: String(step), seed: String(seed), fingerprint });
}

/** @throws {Error} where it is no checkpoint of this network and optimiser; warns where other kernels made it. */
export function readCheckpoint(model: ModelInfo, bytes: Uint8Array, declaration: TrainingDeclaration, fingerprint: string): TrainingState {
  const metadata = readMetadata(bytes);
  if (metadata['format'] !== format) throw new Error(`${model.name}: this is no checkpoint of a training module (its format is ${JSON.stringify(metadata['format'] ?? 'not given')}, expected ${JSON.stringify(format)}); weights are loaded with loadStateDict`);
  const step = Number(metadata['step']);
  if (!Number.isSafeInteger(step) || step < 0) throw new Error(`${model.name}: the checkpoint's step is ${JSON.stringify(metadata['step'])}; expected a count`);
  const tensors = readSafetensors(bytes);
  const wrong: string[] = [];
  const take = (name: string, shape: readonly number[]): Float32Array => {
    const tensor = tensors.get(name);
    tensors.delete(name);
    if (tensor && String(tensor.shape) === String(shape)) return tensor.data.slice();
    wrong.push(tensor ? `${name} is ${tensor.shape.join('×')}, expected ${shape.join('×')}` : `missing ${name} (${shape.join('×')})`);
    return new Float32Array(shape.reduce((product, extent) => product * extent, 1));
  };
  const state = new Map(model.parameters.map(({ name, shape }) => [name, take(name, shape)]));
  const restored = { ...beginTraining(state, model.parameters, momentsOf(declaration.optimizer), declaration.ema !== null, Number(metadata['seed'] ?? 0)), step };
  for (const { name, shape } of model.parameters) {
    restored.moments.get(name)?.forEach((values, index) => values.set(take(`optimizer.${index}.${name}`, shape)));
    restored.averages.get(name)?.set(take(`average.${name}`, shape));
  }
  wrong.push(...[...tensors.keys()].map((name) => `unexpected ${name}`));
  if (wrong.length) throw new Error(`${model.name}: this checkpoint is of another network or optimiser:\n  ${wrong.join('\n  ')}`);
  if (metadata['fingerprint'] !== fingerprint) console.warn(`${model.name}: other kernels made this checkpoint (${metadata['fingerprint']}, these are ${fingerprint}): training goes on, but not bit for bit`);
  return restored;
}
