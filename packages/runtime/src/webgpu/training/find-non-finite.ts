import { unpackAll } from './pack-parameter.ts';
import type { DeviceProgram } from './device-program.ts';
import type { ParameterBuffers } from './parameter-buffers.ts';
import { dispatch, type WatchedDevice } from './watched-device.ts';

/**
 * Runs a batch again, part by part, and names the first kernel that stores something that is not finite, and the first
 * running statistic. `begin` writes the inputs of a part.
 */
export async function findNonFinite(
  device: WatchedDevice, shared: ParameterBuffers, program: DeviceProgram, part: number, parts: number, begin: (encoder: GPUCommandEncoder, index: number, part: number) => void,
): Promise<{ readonly layer: string | undefined; readonly statistic: string | undefined }> {
  const { parameters: { statistics }, step: { recent }, update } = shared.plan;
  const { dispatches } = program.plan;
  const pipeline = await device.pipeline('scan', update.scan);
  const found = device.buffer('found', dispatches.length * 4);
  const places = device.uniform('scans', dispatches.length * 256);
  const scans = dispatches.map(({ result }, index) => {
    if (!result) return undefined;
    const vectors = (result.perImage * part) / 16;
    device.device.queue.writeBuffer(places, index * 256, new Uint32Array([index, vectors]));
    const bindings = device.bind(pipeline, [{ buffer: places, offset: index * 256, size: 16 }, { buffer: program.activations[result.buffer]! }, { buffer: found }]);
    return (pass: GPUComputePassEncoder): void => dispatch(pass, pipeline, bindings, Math.ceil(vectors / 64));
  });
  try {
    let layer: string | undefined;
    let statistic: string | undefined;
    for (let index = 0; index < parts && layer === undefined; index++) {
      const encoder = device.device.createCommandEncoder();
      begin(encoder, index, part);
      const pass = encoder.beginComputePass();
      program.encode(pass, part, (at) => scans[at]?.(pass));
      pass.end();
      device.device.queue.submit([encoder.finish()]);
      const [flags, running] = await device.read([{ buffer: found, offset: 0, size: dispatches.length * 4 }, { buffer: program.tensors, offset: recent, size: statistics.bytes }]);
      const first = new Uint32Array(flags!).findIndex((flag) => flag !== 0);
      layer = first < 0 ? undefined : dispatches[first]!.name;
      const lengths = new Map(statistics.blocks.map(({ name, size }) => [name, size / 4]));
      statistic ??= [...unpackAll(statistics.blocks, lengths, new Float32Array(running!))].find(([, values]) => !values.every(Number.isFinite))?.[0];
    }
    return { layer, statistic };
  } finally {
    found.destroy();
    places.destroy();
  }
}
