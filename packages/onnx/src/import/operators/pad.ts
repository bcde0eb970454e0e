import { axisOf, gathered, stridesOf } from '../tensor.ts';
import { givenNumbers, numberIn, numbersIn, shapeAt, tensorAt, textIn, type Call, type Operator } from './operator.ts';

/** How many elements are added before and after each axis. */
function paddingOf(call: Call): readonly (readonly [before: number, after: number])[] {
  const { length } = shapeAt(call, 0);
  const pads = givenNumbers(call, 'pads', 1) ?? numbersIn(call, 'paddings') ?? [];
  const axes = (givenNumbers(call, 'axes', 3) ?? Array.from({ length }, (_, axis) => axis)).map((axis) =>
    axisOf(axis, length),
  );
  return Array.from({ length }, (_, axis) => {
    const index = axes.indexOf(axis);
    return index < 0 ? [0, 0] : [pads[index] ?? NaN, pads[index + axes.length] ?? NaN];
  });
}

/** Where an element comes from whose place may lie outside: −1 for the constant. */
const outside: Readonly<Record<string, (at: number, extent: number) => number>> = {
  constant: () => -1,
  edge: (at, extent) => Math.min(Math.max(at, 0), extent - 1),
  reflect: (at, extent) => (at < 0 ? -at : 2 * (extent - 1) - at),
  wrap: (at, extent) => (at + extent) % extent,
};

export const pad: Operator = {
  shape: (call) => {
    const sides = paddingOf(call);
    return shapeAt(call, 0).map((extent, axis) => extent + (sides[axis]?.[0] ?? 0) + (sides[axis]?.[1] ?? 0));
  },
  evaluate: (call, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    const sides = paddingOf(call);
    const strides = stridesOf(x.shape);
    const beyond = outside[textIn(call, 'mode', 'constant')];
    const [filling = numberIn(call, 'value', 0)] = inputs[2]?.data ?? [];
    // The least number of float32 stands for 0 where a file of ours says it to onnxruntime.
    if (!beyond || Math.abs(filling) >= 2 ** -126)
      throw new RangeError(`it pads by mode ${textIn(call, 'mode', 'constant')} with ${filling}`);
    return gathered(x, shape, (place) => {
      let from = 0;
      for (const [axis, at] of place.entries()) {
        const extent = x.shape[axis] ?? 0;
        const inside = at - (sides[axis]?.[0] ?? 0);
        const own = inside >= 0 && inside < extent ? inside : beyond(inside, extent);
        if (own < 0 || own >= extent) return -1;
        from += own * (strides[axis] ?? 0);
      }
      return from;
    });
  },
};
