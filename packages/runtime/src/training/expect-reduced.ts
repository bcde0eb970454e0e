/** What `onGradients` returned. @throws {TypeError} where it is not as many values. */
export function expectReduced(reduced: unknown, length: number): Float32Array {
  if (reduced instanceof Float32Array && reduced.length === length) return reduced;
  throw new TypeError(`onGradients returned ${reduced instanceof Float32Array ? `${reduced.length} values` : typeof reduced}; expected a Float32Array of ${length}`);
}
