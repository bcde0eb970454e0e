/** The outputs `from … to` whose input `output·stride + offset` lies in −halo … size + halo. */
export function outputsInside(
  offset: number,
  stride: number,
  outputs: number,
  size: number,
  halo: number,
): { readonly from: number; readonly to: number } {
  const from = Math.max(0, Math.ceil((-halo - offset) / stride));
  return { from, to: Math.max(from, Math.min(outputs, Math.floor((size + halo - 1 - offset) / stride) + 1)) };
}
