import { found, itemOf } from '@resnet-compile/ir';
import type { ModelInfo } from '@resnet-compile/plan';
import { readMaps } from '../../maps.ts';
import { layerGradients, type LossGradients } from '../../training/loss-gradients.ts';
import type { WatchedDevice } from '../watched-device.ts';
import type { ParameterBuffers } from './parameter-buffers.ts';
import { readRanges } from './read-ranges.ts';
import type { StepEncoder } from './step-encoder.ts';
import type { StepProgram } from './step-program.ts';

/** Runs a batch that was uploaded forward and backward, and reads its gradients by some names; leaves nothing of it behind. */
export async function readGradients(
  device: WatchedDevice,
  shared: ParameterBuffers,
  { program }: StepProgram,
  encode: StepEncoder,
  model: ModelInfo,
  batch: number,
  of: readonly string[],
): Promise<LossGradients> {
  const {
    update: { accumulate },
    control,
    step: { taps = [] },
  } = shared.plan;
  const part = batch / accumulate;
  let size = 0;
  const places = taps.map((map) => ({
    map,
    bytes: map.image * part,
    offset: (size += map.image * batch) - map.image * batch,
  }));
  const kept = device.buffer('gradients by layers', size);
  try {
    const encoder = device.device.createCommandEncoder();
    encode.batch(encoder, batch, undefined, (index) => {
      for (const { map, bytes, offset } of places)
        encoder.copyBufferToBuffer(itemOf(program.activations, map.buffer), 0, kept, offset + index * bytes, bytes);
    });
    device.device.queue.submit([encoder.finish()]);
    const reading = Promise.all([
      shared.readTrained(),
      readRanges(device.device, [
        { buffer: shared.control, offset: 0, size: control.words * 4 },
        { buffer: kept, offset: 0, size },
      ]),
    ]);
    const end = device.device.createCommandEncoder();
    encode.forget(end);
    device.device.queue.submit([end.finish()]);
    const [trained, [words, maps]] = await reading;
    const ofLayers = layerGradients(model, batch, accumulate);
    for (let index = 0; index < accumulate; index++)
      for (const [at, into] of ofLayers.part(index).entries()) {
        const { map, bytes, offset } = itemOf(places, at);
        readMaps(map, part, new Float32Array(maps, offset + index * bytes, bytes / 4), into);
      }
    const view = new DataView(words);
    return {
      loss: view.getFloat32(control.loss * 4, true),
      correct: view.getUint32(control.correct * 4, true),
      gradients: ofLayers.among(of, (name) => found(trained, name)),
    };
  } finally {
    kept.destroy();
  }
}
