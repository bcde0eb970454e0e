import { bufferUsage } from '../flags.ts';

/** A part of a buffer, in bytes. */
export interface Range {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** Copies ranges to this thread, in one submit; for what is read seldom. */
export async function readRanges<const Ranges extends readonly Range[]>(
  device: GPUDevice,
  ranges: Ranges,
): Promise<{ readonly [Index in keyof Ranges]: ArrayBuffer }> {
  const copies = ranges.map((range) => ({
    ...range,
    copy: device.createBuffer({
      label: 'read',
      size: Math.max(range.size, 4),
      usage: bufferUsage.mapRead | bufferUsage.copyTarget,
    }),
  }));
  try {
    const encoder = device.createCommandEncoder();
    for (const { buffer, offset, size, copy } of copies)
      if (size) encoder.copyBufferToBuffer(buffer, offset, copy, 0, size);
    device.queue.submit([encoder.finish()]);
    await Promise.all(copies.map(({ copy }) => copy.mapAsync(1)));
    // As many as there are ranges, which `map` forgets.
    return copies.map(({ copy, size }) => copy.getMappedRange().slice(0, size)) as readonly ArrayBuffer[] as {
      readonly [Index in keyof Ranges]: ArrayBuffer;
    };
  } finally {
    for (const { copy } of copies) copy.destroy();
  }
}
