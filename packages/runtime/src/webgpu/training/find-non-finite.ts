import { blocksIn } from '@resnet-compile/plan/webgpu-training';
import { itemOf } from '@resnet-compile/ir';
import { dispatch, type WatchedDevice } from '../watched-device.ts';
import { unpackAll, type ParameterBuffers } from './parameter-buffers.ts';
import { readRanges } from './read-ranges.ts';
import type { StepProgram } from './step-program.ts';

/** Sees a pass after each dispatch of each part of a batch. */
export type AfterDispatch = (pass: GPUComputePassEncoder, part: number, index: number) => void;

/**
 * Runs a batch of so many parts again, in one submit, and names the first kernel that stores something that is not
 * finite, and the first running statistic that is not. `encode` runs the batch, and leaves nothing of it behind.
 */
export async function findNonFinite(
  device: WatchedDevice,
  shared: ParameterBuffers,
  { program, tensors }: StepProgram,
  { part, parts }: { readonly part: number; readonly parts: number },
  encode: (encoder: GPUCommandEncoder, after: AfterDispatch) => void,
): Promise<{ readonly layer: string | undefined; readonly statistic: string | undefined }> {
  const {
    parameters: { statistics },
    step: { recent },
    update,
  } = shared.plan;
  const { dispatches } = program.plan;
  const count = parts * dispatches.length;
  const pipeline = await device.pipeline('scan', update.scan);
  const found = device.buffer('found', count * 4);
  const places = device.uniform('scans', count * 256);
  try {
    const encoder = device.device.createCommandEncoder();
    encode(encoder, (pass, at, index) => {
      const { result } = itemOf(dispatches, index);
      if (!result) return;
      const [word, vectors] = [at * dispatches.length + index, (result.perImage * part) / 16];
      device.device.queue.writeBuffer(places, word * 256, new Uint32Array([word, vectors]));
      const bindings = device.bind(pipeline, [
        { buffer: places, offset: word * 256, size: 16 },
        { buffer: itemOf(program.activations, result.buffer) },
        { buffer: found },
      ]);
      dispatch(pass, pipeline, bindings, Math.ceil(vectors / 64));
    });
    device.device.queue.submit([encoder.finish()]);
    const [flags, running] = await readRanges(device.device, [
      { buffer: found, offset: 0, size: count * 4 },
      { buffer: tensors, offset: recent, size: statistics.moved },
    ]);
    const first = new Uint32Array(flags).findIndex((flag) => flag !== 0);
    const moved = blocksIn(statistics.blocks, { offset: 0, bytes: statistics.moved });
    const lengths = new Map(moved.map(({ name, size }) => [name, size / 4]));
    return {
      layer: first < 0 ? undefined : dispatches[first % dispatches.length]?.name,
      statistic: [...unpackAll(moved, lengths, new Float32Array(running))].find(
        ([, values]) => !values.every(Number.isFinite),
      )?.[0],
    };
  } finally {
    found.destroy();
    places.destroy();
  }
}
