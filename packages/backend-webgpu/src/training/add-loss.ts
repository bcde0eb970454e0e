import { workgroupSize } from '@resnet-compile/plan/webgpu';
import { readsOf, strides, writesOf, type CoreOf, type Kernel } from '@resnet-compile/ir';
import { fixedGrid } from '../grid.ts';
import { emitLoss, emitLossOfImages } from '../wgsl/training/emit-loss.ts';
import type { StepBuilder } from './step-builder.ts';

/** The gradient of the logits and what each image adds to the loss, then the loss. */
export function addLoss(builder: StepBuilder, kernel: Kernel): void {
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
    [...buffers.map(builder.activation), ['scratch']],
    { units: 1, grain: 1, tiles: workgroupSize },
    { scratch: 16 },
  );
  builder.add(`${kernel.name}.sum`, emitLoss(builder.accumulate), [['scratch'], ['control']], fixedGrid(1));
}
