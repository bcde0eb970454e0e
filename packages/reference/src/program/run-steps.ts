import { identityView, type EpilogueStep } from '@resnet-compile/ir';
import { add, addBias, affine, relu } from '../elementwise.ts';
import { channelRange, copyMap, featureMap, viewed, type FeatureMap } from '../feature-map.ts';
import { dropOut, type Randomness } from '../training/dropout.ts';
import { mapChannels, type Values } from '../values.ts';

/** What a step reads and writes besides the running value. */
export interface StepContext {
  readonly prepared: (id: string) => Values;
  readonly mapOf: (id: string) => FeatureMap;
  readonly randomness?: Randomness | undefined;
}

type StepOf<Op extends EpilogueStep['op']> = Extract<EpilogueStep, { op: Op }>;
export type RunStep<Op extends EpilogueStep['op']> = (
  step: StepOf<Op>,
  running: Values,
  context: StepContext,
) => Values;

/** The meaning of every step of an epilogue. One without a definition is a type error here. */
export const runSteps: { readonly [Op in EpilogueStep['op']]: RunStep<Op> } = {
  bias: ({ values }, running, { prepared }) => addBias(running, prepared(values)),
  affine: ({ scale, shift }, running, { prepared }) => affine(running, prepared(scale), prepared(shift)),
  add: ({ buffer, view }, running, { mapOf }) => add(running, viewed(mapOf(buffer), view)),
  relu: (_, running) => relu(running),
  normalize: ({ mean, scale, shift }, running, { prepared }) => {
    const [m, s, t] = [prepared(mean), prepared(scale), prepared(shift)];
    return mapChannels(running, (value, c) => (value - m.data[c]!) * s.data[c]! + t.data[c]!);
  },
  add_normalized: ({ buffer, mean, scale }, running, { prepared, mapOf }) => {
    const [m, s] = [prepared(mean), prepared(scale)];
    return add(
      running,
      mapChannels(viewed(mapOf(buffer), identityView), (value, c) => (value - m.data[c]!) * s.data[c]!),
    );
  },
  dropout: (step, running, { randomness }) => (randomness ? dropOut(running, step, randomness) : running),
  mask: ({ buffer }, running, { mapOf }) => {
    const other = viewed(mapOf(buffer), identityView);
    return { shape: running.shape, data: running.data.map((value, index) => (other.data[index]! > 0 ? value : 0)) };
  },
  store: ({ buffer, channel }, running, { mapOf }) => {
    const value = featureMap(running);
    copyMap(value, channelRange(mapOf(buffer), channel, value.shape[0]));
    return running;
  },
};
