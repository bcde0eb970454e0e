/**
 * A grouped convolution as one with fewer, wider groups and zeros where neighbours do not meet, until each has `width`
 * filters: for a peer that convolves groups one by one.
 * @param {import('./fold-batch-norm.mjs').Tensor} filters O×(I/groups)×kh×kw
 * @returns {{ filters: import('./fold-batch-norm.mjs').Tensor, groups: number }}
 */
export function mergeGroups({ shape, data }, groups, width) {
  const [outputs, inputs, ...kernel] = shape;
  const perGroup = outputs / groups;
  const merged =
    Array.from({ length: groups }, (_, index) => index + 1).find(
      (count) => groups % count === 0 && count * perGroup >= width,
    ) ?? groups;
  const block = inputs * kernel.reduce((product, extent) => product * extent, 1);
  const values = new Float32Array(data.length * merged);
  for (let output = 0; output < outputs; output++) {
    const place = Math.floor(output / perGroup) % merged;
    values.set(data.subarray(output * block, (output + 1) * block), (output * merged + place) * block);
  }
  return { filters: { shape: [outputs, inputs * merged, ...kernel], data: values }, groups: groups / merged };
}
