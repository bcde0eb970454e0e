/** The extents of the check kernel: tiles, panels and unrolled loops with a rest each. */
export const checkExtents = { pixels: 13, inputs: 20, outputs: 44 } as const;
