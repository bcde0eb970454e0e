import { workgroupSize } from '@resnet-compile/plan/webgpu';
import type { CoreOf, Kernel } from '@resnet-compile/ir';
import { fixedGrid } from '../grid.ts';
import { describe } from '../operands.ts';
import { emitChannelFilterGradient, emitChannelFilterSum } from '../wgsl/training/emit-channel-filter-gradient.ts';
import type { StepBuilder } from './step-builder.ts';

/** Parts of the batch, of whole images, a workgroup each. */
const split = { units: 1, grain: 1, most: 64 } as const;

/** Each part's sums for all taps, then the sums of the parts. */
export function addChannelFilterGradient(builder: StepBuilder, { name, core }: Kernel): void {
  const {
    reads,
    results,
    attributes: { taps },
  } = core as CoreOf<'channel_filter_gradient'>;
  const [dy, x] = [describe(builder.bufferOf(reads[0].buffer), 0), describe(builder.bufferOf(reads[1].buffer), 1)];
  builder.add(
    `${name}.parts`,
    emitChannelFilterGradient({ dy, x, taps, split }),
    [...reads.map(({ buffer }) => builder.activation(buffer)), ['scratch']],
    { ...split, tiles: workgroupSize },
    { scratch: taps * 16 },
  );
  builder.add(
    name,
    emitChannelFilterSum({ taps, split }),
    [['scratch'], builder.gradient(results[0])],
    fixedGrid(taps),
  );
}
