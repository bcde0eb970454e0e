import { readsOf, strides, writesOf, type CoreOf, type Kernel } from '@resnet-compile/ir';
import { emitCrossEntropy, emitLoss } from '../wgsl/training/emit-cross-entropy.ts';
import { fixedGrid, type DeviceProgramBuilder } from './device-program-builder.ts';

/** The gradient of the logits and what each image adds to the loss, then the loss. */
export function addLoss(builder: DeviceProgramBuilder, kernel: Kernel): void {
  const { attributes } = kernel.core as CoreOf<'cross_entropy'>;
  const buffers = [...readsOf(kernel), ...writesOf(kernel)];
  const [logits, targets, gradient] = buffers.map((id) => strides(builder.bufferOf(id)).image) as [
    number,
    number,
    number,
  ];
  builder.add(
    kernel.name,
    emitCrossEntropy({ classes: kernel.shape[0], pitches: { logits, targets, gradient }, ...attributes }),
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
