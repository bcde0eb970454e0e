import type { TrainingDeclaration } from '@resnet-compile/plan';

/**
 * What a checkpoint's declaration has otherwise than the present one: of the optimiser, with what is said of single parameters,
 * and of all that a step means besides.
 */
export function declaredOtherwise(
  said: string | undefined,
  present: TrainingDeclaration,
): { readonly optimizer: readonly string[]; readonly others: readonly string[] } {
  // Checkpoints did not say it always.
  const before = said === undefined ? new Map<string, string>() : namesOf(withLoss(JSON.parse(said) as object));
  const found = [...namesOf(present)]
    .filter(([name, value]) => before.has(name) && before.get(name) !== value)
    .map(([name, value]) => `${name} was ${before.get(name)}, and is ${value}`);
  const isOptimizer = (difference: string): boolean => /^(optimizer\.|(freeze|rates|decays) )/.test(difference);
  return { optimizer: found.filter(isOptimizer), others: found.filter((difference) => !isOptimizer(difference)) };
}

/** There was one loss once, of which the smoothing alone was said. */
const withLoss = ({ labelSmoothing, ...declared }: { readonly labelSmoothing?: number }): object =>
  labelSmoothing === undefined ? declared : { ...declared, loss: { kind: 'crossEntropy', labelSmoothing } };

/** Every value by its name, as `optimizer.momentum`. */
const namesOf = (declared: object): Map<string, string> =>
  new Map(
    Object.entries(declared).flatMap(([name, value]: [string, unknown]): [string, string][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? [...namesOf(value)].map(([inner, each]) => [`${name}.${inner}`, each])
        : [[name, JSON.stringify(value)]],
    ),
  );
