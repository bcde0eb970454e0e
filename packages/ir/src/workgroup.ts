/** Invocations of a GPU's workgroup that load for each other: a square of so many tiles of pixels and of channels. */
export const workgroupSide = 8;

/** Vectors of input channels that they load at a time. */
export const workgroupDepth = 4;
