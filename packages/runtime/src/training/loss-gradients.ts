import { isTrained } from '@resnet-compile/ir';
import { meantBy } from '@resnet-compile/options';
import type { ModelInfo } from '@resnet-compile/plan';
import type { StepResult } from './training-engine.ts';

/** What `gradients` gives. */
export interface LossGradients extends StepResult {
  /** Of the loss, by name: of a parameter its shape, of a layer N×shape. */
  readonly gradients: Record<string, Float32Array>;
}

/** What patterns mean of what the loss is differentiated by: trained parameters, and the layers that the model file names. */
export function namesOfGradients(model: ModelInfo, patterns: readonly string[]): readonly string[] {
  const names = [...model.parameters.filter(isTrained), ...(model.gradients ?? [])].map(({ name }) => name);
  return names.filter(meantBy(`${model.name}: gradients: of`, patterns, names));
}

/** A batch's gradients by layers, which come part by part; the loss is the mean over parts. */
export function layerGradients({ gradients = [] }: ModelInfo, batch: number, parts: number) {
  const whole = new Map(
    gradients.map(({ name, shape }) => [
      name,
      new Float32Array(batch * shape.reduce((product, extent) => product * extent, 1)),
    ]),
  );
  return {
    /** Where those of a part belong, in the order of the model's. */
    part: (index: number): readonly Float32Array[] =>
      Array.from(whole.values(), (values) => {
        const length = values.length / parts;
        return values.subarray(index * length, (index + 1) * length);
      }),
    /** Those of some names; `ofParameter` has the others. */
    among(names: readonly string[], ofParameter: (name: string) => Float32Array): Record<string, Float32Array> {
      return Object.fromEntries(
        names.map((name) => [name, whole.get(name)?.map((value) => value / parts) ?? ofParameter(name)]),
      );
    },
  };
}
