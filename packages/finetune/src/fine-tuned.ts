import type { Network } from '@resnet-compile/dsl';
import { compileModule } from '@resnet-compile/driver';
import type { Evaluated } from '@resnet-compile/trainer';
import { classifier, type Classifier, type Load, type Preprocess } from '@resnet-compile/vision';
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
}

export function fineTuned(
  made: Omit<FineTuned, 'safetensors' | 'classifier'>,
  shapes: ReadonlyMap<string, readonly number[]>,
): FineTuned {
  const { network, state, classes, preprocess } = made;
  return {
    ...made,
    safetensors: () =>
      writeSafetensors(
        Object.entries(state).map(([name, data]) => ({ name, data, shape: [...(shapes.get(name) ?? [data.length])] })),
        { classes: JSON.stringify(classes), preprocess: JSON.stringify(preprocess) },
      ),
    async classifier(options = {}) {
      const { load } = await compileNetwork<{ readonly load: Load }>(network, (stages) =>
        compileModule(stages, targetOf(options.device)),
      );
      return classifier(load, { device: 'cpu', ...options, weights: state, labels: classes, preprocess } as never);
    },
  };
}
