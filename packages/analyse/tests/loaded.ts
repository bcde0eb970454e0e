import { compileModule, compileTraining, stagesOf } from '@resnet-compile/driver';
import type { Network } from '@resnet-compile/dsl';
import type { Network as Loaded, TrainingNetwork } from '@resnet-compile/runtime';
import { filledWeights } from '@resnet-compile/testing';

/** Compiles a network and loads it with the weights of the deterministic fill, or with some. */
export async function loaded(network: Network, weights?: Record<string, Float32Array>): Promise<Loaded>;
export async function loaded(network: Network, weights: undefined, mode: 'training'): Promise<TrainingNetwork>;
export async function loaded(
  network: Network,
  weights?: Record<string, Float32Array>,
  mode?: 'training',
): Promise<Loaded> {
  const stages = stagesOf(network, { name: 'network' });
  if ('problems' in stages) throw new Error(stages.problems.map(({ message }) => message).join('\n'));
  const { module } = (mode ? compileTraining : compileModule)(stages, { target: 'cpu' });
  const { load, model } = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(module)}`);
  return load({ device: 'cpu', weights: weights ?? filledWeights(model.parameters) });
}
