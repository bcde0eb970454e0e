import { strides, type BufferDeclaration, type Kernel } from '@resnet-compile/ir';
import { accessOf, inputMap, vector } from './access.ts';
import type { CoreShape } from './kernel-shape.ts';
import { mergedGroups } from './merged-groups.ts';

/** What the code of a training core depends on. */
export function deriveTrainingCore(
  { name, core, shape }: Kernel,
  buffers: (id: string) => BufferDeclaration,
): CoreShape {
  switch (core.kind) {
    case 'filter_gradient': {
      const [dy, x] = [buffers(core.input), buffers(core.source)];
      if (core.padding.some((padding, axis) => padding > x.layout!.halo[axis]!))
        throw new Error(
          `kernel ${name}: a halo of ${x.layout!.halo.join('×')} for a padding of ${core.padding.join('×')}`,
        );
      const { pixel, row } = strides(x);
      const groups = mergedGroups(core.groups, dy.shape[0], vector);
      const joined = groups === 1;
      return {
        kind: 'filter_gradient',
        access: accessOf(dy, [1, 1]),
        source: accessOf(x, core.stride),
        kernel: joined ? [core.kernel[0], 1] : core.kernel,
        tapStride: [row * 4, pixel * 4],
        groups,
        outChannels: Math.ceil(dy.shape[0] / groups / vector) * vector,
        inChannels: joined ? core.kernel[1] * pixel : x.shape[0] / groups,
      };
    }
    case 'channel_statistics':
      return { kind: core.kind, access: accessOf(buffers(core.input), [1, 1]) };
    case 'gradient_sums':
      return {
        kind: core.kind,
        access: accessOf(buffers(core.input), [1, 1]),
        source: core.centred ? accessOf(buffers(core.centred.source), [1, 1]) : null,
      };
    case 'max_pool_gradient':
    case 'average_pool_gradient': {
      const source = core.kind === 'max_pool_gradient' ? buffers(core.source) : undefined;
      return {
        kind: core.kind,
        access: byImage(buffers(core.input)),
        input: inputMap(buffers(core.input)),
        source: source ? accessOf(source, [1, 1]) : null,
        sourceMap: source ? inputMap(source) : null,
        kernel: core.kernel,
        stride: core.stride,
        padding: core.padding,
        countIncludePad: core.kind === 'average_pool_gradient' && core.countIncludePad,
      };
    }
    case 'spread':
      return { kind: 'spread', access: byImage(buffers(core.input)), factor: 1 / (shape[1] * shape[2]) };
    case 'upsample':
      return {
        kind: 'upsample',
        access: byImage(buffers(core.input)),
        input: inputMap(buffers(core.input)),
        stride: core.stride,
      };
    default:
      throw new Error(`kernel ${name}: no code for a ${core.kind}`);
  }
}

const byImage = (buffer: BufferDeclaration) => ({ x: 0, y: 0, image: strides(buffer).image * 4 });
