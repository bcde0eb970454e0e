import { gradientsOf, kept, operand, partsOf, renumber, substitute, type Scalar } from '@resnet-compile/ir';

/** A gradient as an expression of dy, and then of whatever else it is made of: places among the inputs, dy and the result. */
export interface GradientMap {
  readonly of: Scalar;
  readonly others: readonly number[];
}

/** The symbolic derivatives of an expression by each of its inputs, times dy; of the result too, where that saves work. */
export const gradientMaps = (of: Scalar, inputs: number): readonly (GradientMap | undefined)[] =>
  known(of, inputs, () => gradientsOf(of, inputs).map((gradient) => gradient && ofOccurring(gradient, inputs)));

/** The same where nobody has the expression's result. */
export const gradientMapsOfInputs = (of: Scalar, inputs: number): readonly (GradientMap | undefined)[] =>
  knownOfInputs(of, inputs, () => {
    const places = [...Array.from({ length: inputs + 1 }, (_, place) => operand(place)), of];
    return gradientsOf(of, inputs).map((gradient) => gradient && ofOccurring(substitute(gradient, places), inputs));
  });

const known = kept<readonly (GradientMap | undefined)[]>();
const knownOfInputs = kept<readonly (GradientMap | undefined)[]>();

function ofOccurring(gradient: Scalar, inputs: number): GradientMap {
  const others = occurring(gradient).filter((place) => place !== inputs);
  const order = [inputs, ...others];
  const places = Array.from({ length: inputs + 2 }, (_, place) => order.indexOf(place));
  return { of: renumber(gradient, places), others };
}

const occurring = (expression: Scalar): readonly number[] =>
  [...new Set(partsOf(expression).flatMap((part) => (part.op === 'operand' ? [part.index] : [])))].sort(
    (a, b) => a - b,
  );
