import { found } from '@resnet-compile/ir';
import type { ParameterBuffers } from './parameter-buffers.ts';
import { dispatch, type WatchedDevice } from '../watched-device.ts';

const invocations = 64;

interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly workgroups: number;
}

/** What ends a step: the norm of all gradients, the decision whether it is taken, and the update. */
export interface UpdateProgram {
  /** The part's masks are drawn by the key that this leaves in the control buffer. */
  readonly partKey?: Step;
  /** Adds a part's gradients to those of the batch. */
  readonly accumulation: readonly Step[];
  readonly finish: readonly Step[];
  readonly rate: GPUBuffer;
}

export const encodeSteps = (pass: GPUComputePassEncoder, steps: readonly Step[]): void => {
  for (const { pipeline, bindings, workgroups } of steps) dispatch(pass, pipeline, bindings, workgroups);
};

/** Buffers that are larger than what one dispatch may bind are worked on in segments. */
export async function createUpdateProgram(
  device: WatchedDevice,
  shared: ParameterBuffers,
  tensors: GPUBuffer,
): Promise<UpdateProgram> {
  const {
    plan: {
      update,
      parameters: { trained, statistics },
      step: { recent },
      normInvocations,
    },
  } = shared;
  const { limits } = device.device;
  const pipelines = new Map<string, GPUComputePipeline>(
    await Promise.all(
      (['norm', 'decision', 'update', 'commit', 'accumulation', 'partKey'] as const).flatMap((name) => {
        const code = update[name];
        return code === undefined ? [] : [device.pipeline(name, code).then((pipeline) => [name, pipeline] as const)];
      }),
    ),
  );
  const segments = segmentsOf(trained.bytes, limits.maxStorageBufferBindingSize);
  const step = (name: string, count: number, ...resources: readonly GPUBufferBinding[]): Step => {
    const pipeline = found(pipelines, name);
    return { pipeline, bindings: device.bind(pipeline, resources), workgroups: Math.ceil(count / invocations) };
  };

  const partial = normInvocations * 16;
  const norms = device.buffer('norms', (segments.length + 1) * partial);
  const rate = device.uniform('rate', 16);
  const starts = device.uniform('segments', segments.length * 256);
  const running = { buffer: tensors, offset: recent, size: statistics.moved };
  const hasStatistics = statistics.moved > 0;
  segments.forEach(({ offset }, index) =>
    device.device.queue.writeBuffer(starts, index * 256, new Uint32Array([offset / 16])),
  );
  return {
    rate,
    ...(update.partKey === undefined ? {} : { partKey: step('partKey', 1, { buffer: shared.control }) }),
    accumulation:
      update.accumulation === undefined
        ? []
        : segments.map(({ offset, size }) =>
            step(
              'accumulation',
              size / 16,
              { buffer: shared.gradients, offset, size },
              { buffer: shared.sums, offset, size },
            ),
          ),
    finish: [
      ...segments.map(({ offset, size }, index) =>
        step(
          'norm',
          normInvocations,
          { buffer: shared.sums, offset, size },
          { buffer: norms, offset: index * partial, size: partial },
        ),
      ),
      ...(hasStatistics
        ? [step('norm', normInvocations, running, { buffer: norms, offset: segments.length * partial, size: partial })]
        : []),
      step(
        'decision',
        1,
        { buffer: norms, offset: 0, size: segments.length * partial },
        ...(hasStatistics ? [{ buffer: norms, offset: segments.length * partial, size: partial }] : []),
        { buffer: shared.control },
      ),
      ...segments.map(({ offset, size }, index) =>
        step(
          'update',
          size / 16,
          { buffer: starts, offset: index * 256, size: 16 },
          { buffer: rate },
          { buffer: shared.control, offset: 0, size: 64 },
          { buffer: shared.parameters, offset: trained.offset + offset, size },
          ...[shared.sums, ...shared.moments, ...(shared.average ? [shared.average.parameters] : [])].map((buffer) => ({
            buffer,
            offset,
            size,
          })),
        ),
      ),
      ...(hasStatistics
        ? [
            step(
              'commit',
              statistics.moved / 16,
              { buffer: shared.control, offset: 0, size: 64 },
              running,
              ...[shared.statistics, ...(shared.average ? [shared.average.statistics] : [])].map((buffer) => ({
                buffer,
                offset: 0,
                size: statistics.moved,
              })),
            ),
          ]
        : []),
    ],
  };
}

/** 256-aligned ranges of a buffer, each small enough to be bound. */
function segmentsOf(bytes: number, most: number): readonly { readonly offset: number; readonly size: number }[] {
  const size = Math.floor(most / 256) * 256;
  return Array.from({ length: Math.ceil(bytes / size) }, (_, index) => ({
    offset: index * size,
    size: Math.min(size, bytes - index * size),
  }));
}
