import type { Dataset } from '@resnet-compile/data';
import type { Network } from '@resnet-compile/dsl';
import { compileModule } from '@resnet-compile/driver';
import type { Evaluated } from '@resnet-compile/trainer';
import { classifier, type Classifier, type Load, type Preprocess } from '@resnet-compile/vision';
import { evaluate, evaluationPage } from '@resnet-compile/vision/evaluate';
import { writeSafetensors } from '@resnet-compile/weights/safetensors';
import type { ComputingOptions } from './finetune-options.ts';
import { compileNetwork, targetOf } from './load-network.ts';

/** A network that knows classes of one's own. */
export interface FineTuned {
  /** For these classes: what `exportOnnx` of `@resnet-compile/onnx`, or a compiler, takes. */
  readonly network: Network;
  /** Its parameters and running statistics, by name. */
  readonly state: Readonly<Record<string, Float32Array>>;
  /** The names of its classes, by index. */
  readonly classes: readonly string[];
  /** How pictures are prepared for it. */
  readonly preprocess: Preprocess;
  /** How well it does on what it was tested on; null where there was nothing. */
  readonly evaluation: Evaluated | null;
  /** The head alone, before everything was trained. */
  readonly head: Evaluated | null;
  /** A safetensors file of the state, with the names of the classes and how pictures are prepared: `classifier(load, { weights })` asks for nothing else. */
  safetensors(): Uint8Array<ArrayBuffer>;
  /** Compiles it, and loads it to say what is in pictures. */
  classifier(options?: ComputingOptions): Promise<Classifier>;
  /** The text of a page with the confusion matrix, the worst test pictures, and some that are right; null where nothing was tested on. */
  page(options?: ComputingOptions & { readonly title?: string }): Promise<string | null>;
}

export function fineTuned(
  made: Omit<FineTuned, 'safetensors' | 'classifier' | 'page'>,
  shapes: ReadonlyMap<string, readonly number[]>,
  test: Dataset | undefined,
): FineTuned {
  const { network, state, classes, preprocess } = made;
  const loadFor = async ({ device }: ComputingOptions): Promise<Load> =>
    (await compileNetwork<{ readonly load: Load }>(network, (stages) => compileModule(stages, targetOf(device)))).load;
  return {
    ...made,
    safetensors: () =>
      writeSafetensors(
        Object.entries(state).map(([name, data]) => ({ name, data, shape: [...(shapes.get(name) ?? [data.length])] })),
        { classes: JSON.stringify(classes), preprocess: JSON.stringify(preprocess) },
      ),
    classifier: async (options = {}) =>
      classifier(await loadFor(options), {
        device: 'cpu',
        ...options,
        weights: state,
        labels: classes,
        preprocess,
      } as never),
    async page({ title, ...options } = {}) {
      if (!test) return null;
      const pictures = asFitted(test);
      const loaded = await (await loadFor(options))({ device: 'cpu', ...options, weights: state } as never);
      try {
        const evaluation = await evaluate(loaded, pictures, {
          preprocess: { ...preprocess, resize: Math.min(...network.input.slice(1)) },
          labels: classes,
        });
        return await evaluationPage(evaluation, pictures, title === undefined ? {} : { title });
      } finally {
        await loaded.dispose();
      }
    },
  };
}

/** Each picture of the size that batches have. */
const asFitted = ({ source, ...dataset }: Dataset): Dataset => ({
  ...dataset,
  source: {
    data: source.data,
    async open(data) {
      const reader = await source.open(data);
      return {
        async image(index) {
          const whole = await reader.image(index);
          return reader.fit?.(whole) ?? whole;
        },
      };
    },
  },
});
