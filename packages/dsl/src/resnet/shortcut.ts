import type { Layer } from '../layer.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { conv } from '../layers/conv.ts';
import { sequential } from '../layers/sequential.ts';
import { padChannels, subsample } from '../layers/zero-pad-shortcut.ts';
import type { ResolvedOptions } from './options.ts';

/**
 * The shortcut of one block (He et al. 2015, §4.1); undefined for the identity. A pre-activated block projects without
 * a batch norm (He et al. 2016), and timm names that convolution.
 */
export function shortcutOf(
  { shortcut, variant }: Pick<ResolvedOptions, 'shortcut' | 'variant'>,
  inChannels: number,
  outChannels: number,
  stride: number,
): Layer | undefined {
  if (shortcut !== 'C' && stride === 1 && inChannels === outChannels) return undefined;
  if (shortcut === 'B' || shortcut === 'C') {
    const projection = conv(outChannels, { kernel: 1, stride });
    return variant === 'v2' ? sequential({ conv: projection }) : sequential([projection, batchNorm()]);
  }
  const zeros = Math.max(outChannels - inChannels, 0);
  const before = shortcut === 'A-split' ? Math.floor(zeros / 2) : 0;
  return sequential([subsample(stride), padChannels({ before, after: zeros - before })]);
}
