import { resnet, type Network, type ResNetOptions } from '@resnet-compile/dsl';
import explanations from '../fixtures/explanations.json' with { type: 'json' };
import { fillState, units } from './fill.ts';

/** What PyTorch's Grad-CAM makes of some images, of a class for each. */
export interface ExplanationCase {
  readonly options: ResNetOptions;
  readonly classes: readonly number[];
  readonly logits: readonly number[];
  /** By the paths of layers. */
  readonly explained: Readonly<
    Record<
      string,
      {
        readonly shape: readonly [channels: number, height: number, width: number];
        /** Of the first three channels. */
        readonly gradients: readonly number[];
        /** The means of the gradients, N×C. */
        readonly weights: readonly number[];
        /** N×H×W, not negative. */
        readonly heat: readonly number[];
        /** Relative to the hottest of each image, as large as the image; of small images. */
        readonly large?: readonly number[];
      }
    >
  >;
}

/** What explanations.py writes. */
export const explanationCases = explanations.cases as unknown as readonly ExplanationCase[];

export const explainedNetwork = ({ options, explained }: ExplanationCase): Network =>
  resnet({ ...options, explain: Object.keys(explained) });

/** Bytes, N×C×H×W. */
export const explainedImages = ({ options: { input = [3, 224, 224] }, classes }: ExplanationCase): Uint8Array =>
  Uint8Array.from(units('pictures', 0, classes.length * input[0] * input[1] * input[2]), (unit) => (unit + 1) * 128);

/** The fill, by name. */
export const filledWeights = (
  parameters: readonly { readonly name: string; readonly shape: readonly number[] }[],
): Record<string, Float32Array> =>
  Object.fromEntries(Array.from(fillState(parameters), ([name, { data }]) => [name, data]));
