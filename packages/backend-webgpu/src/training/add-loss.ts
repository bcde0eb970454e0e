import { readsOf, strides, writesOf, type CoreOf, type Kernel } from '@resnet-compile/ir';
import { emitLoss, emitLossOfImages } from '../wgsl/training/emit-loss.ts';
import { fixedGrid, type DeviceProgramBuilder } from './device-program-builder.ts';

/** The gradient of the logits and what each image adds to the loss, then the loss. */
export function addLoss(builder: DeviceProgramBuilder, kernel: Kernel): void {
  const { attributes: rule } = kernel.core as CoreOf<'loss'>;
  const buffers = [...readsOf(kernel), ...writesOf(kernel)];
  const [logits, targets, gradient] = buffers.map((id) => strides(builder.bufferOf(id)).image) as [
    number,
    number,
    number,
  ];
  builder.add(
    kernel.name,
    emitLossOfImages({ rule, classes: kernel.shape[0], pitches: { logits, targets, gradient } }),
    [{ kind: 'run' }, ...buffers.map(builder.activation), { kind: 'scratch' }],
    { units: 1, grain: 1, most: 2 ** 31, tiles: 1, perImage: true, size: 1 },
    { scratch: 16 },
  );
  builder.add(
    `${kernel.name}.sum`,
    emitLoss(builder.accumulate),
    [{ kind: 'run' }, { kind: 'scratch' }, { kind: 'control' }],
    { ...fixedGrid(1), size: 1 },
  );
}
