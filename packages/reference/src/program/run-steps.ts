import { viewOf, type MapShape, type Step, type StepKind, type StepOf } from '@resnet-compile/ir';
import { channelRange, copyMap, featureMap, viewed, type FeatureMap } from '../feature-map.ts';
import { mapValues } from '../map-values.ts';
import { dropOut, type Randomness } from '../dropout.ts';
import type { Values } from '../values.ts';

/** What a step reads and writes besides the running value. */
export interface StepContext {
  readonly prepared: (id: string) => Values;
  readonly mapOf: (id: string) => FeatureMap;
  readonly randomness?: Randomness | undefined;
}

export type RunStep<Kind extends StepKind> = (step: StepOf<Kind>, running: Values, context: StepContext) => Values;

/** The meaning of every step of an epilogue. One without a definition is a type error here. */
export const runSteps: { readonly [Kind in Step['kind']]: RunStep<Kind> } = {
  map: ({ reads, tensors, attributes }, running, { prepared, mapOf }) => {
    const shape = mapShapeOf(running);
    // A vector is a map of one pixel.
    const value = { shape: [running.shape[0] ?? 1, ...shape], data: running.data };
    const activations = reads.map((reading) => viewed(mapOf(reading.buffer), viewOf(reading), shape));
    return { ...mapValues(attributes.of, [value, ...activations, ...tensors.map(prepared)]), shape: running.shape };
  },
  dropout: ({ attributes }, running, { randomness }) =>
    randomness ? dropOut(running, attributes, randomness) : running,
  store: ({ writes: [buffer], attributes: { channel } }, running, { mapOf }) => {
    const value = featureMap(running);
    copyMap(value, channelRange(mapOf(buffer), channel, value.shape[0]));
    return running;
  },
};

const mapShapeOf = ({ shape: [, channels = 1, height = 1, width = 1] }: Values): MapShape => [channels, height, width];
