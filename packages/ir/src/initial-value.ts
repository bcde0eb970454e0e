/** What a parameter begins as where no weights are given: one number throughout, or numbers drawn at random. */
export type InitialValue =
  | number
  | {
      /** N(0, √(2/fan)) (He et al. 2015), or U(±1/√fan). */
      readonly distribution: 'he_normal' | 'uniform';
      /** Of weights outputs×inputs×…: those that make one output, or that read one input. */
      readonly fan: 'in' | 'out';
    };

/** What is wrong with the initial value of a parameter of this shape. */
export function initialFault(initial: InitialValue, shape: readonly number[]): string | undefined {
  if (typeof initial === 'number')
    return Number.isFinite(initial) ? undefined : `begins as ${initial}, which is not finite`;
  return shape.length < 2 ? `has no fan ${initial.fan}: its shape is ${shape.join('×')}` : undefined;
}
