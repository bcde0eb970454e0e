import type { Layer } from '../layer.ts';
import { dropout, identity } from '../layers/pointwise.ts';
import { averagePool } from '../layers/pooling.ts';
import { scale } from '../layers/scale.ts';
import { sequential } from '../layers/sequential.ts';
import { padChannels, subsample } from '../layers/zero-pad-shortcut.ts';
import { convolution } from './convolution.ts';
import { present } from './present.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import type { StageStrides } from './strides.ts';

/**
 * The shortcut of one block (He et al. 2015, §4.1); undefined for the identity. A pre-activated block projects without
 * a norm (He et al. 2016), and timm names that convolution.
 */
export function shortcutOf(
  options: ResolvedOptions,
  inChannels: number,
  outChannels: number,
  strides: StageStrides,
): Layer | undefined {
  const { shortcutScale } = options;
  const path = changesShape(options, inChannels, outChannels, strides)
    ? projection(options, inChannels, outChannels, strides)
    : options.shortcut === 'dropout'
      ? dropout(0.5)
      : undefined;
  return shortcutScale === 1 ? path : sequential(present({ '': path, scale: scale(shortcutScale) }));
}

const everywhere: readonly string[] = ['C', 'conv'];

const changesShape = (
  { shortcut }: ResolvedOptions,
  inChannels: number,
  outChannels: number,
  { stride }: StageStrides,
): boolean => everywhere.includes(shortcut) || stride !== 1 || inChannels !== outChannels;

function projection(options: ResolvedOptions, inChannels: number, outChannels: number, strides: StageStrides): Layer {
  const { shortcut, shortcutKernel, variant, norm } = options;
  const { stride, dilation, before } = strides;
  const named = (pool: Layer | undefined, conv: Layer): Layer =>
    variant === 'v2'
      ? sequential(present({ pool, conv }))
      : sequential([...(pool ? [pool] : []), conv, ...(shortcut === 'conv' ? [] : [norm()])]);
  switch (shortcut) {
    case 'B':
    case 'C': {
      const isWide = shortcutKernel === 3 && (stride !== 1 || dilation !== 1);
      return named(
        undefined,
        convolution(options, outChannels, { stride, ...(isWide ? { kernel: 3, dilation: before } : {}) }),
      );
    }
    case 'conv':
      return named(undefined, convolution(options, outChannels, { stride }));
    case 'D':
      return named(averageOf(strides), convolution(options, outChannels));
    default: {
      const zeros = Math.max(outChannels - inChannels, 0);
      const first = shortcut === 'A-split' ? Math.floor(zeros / 2) : 0;
      const path = [subsample(stride), padChannels({ before: first, after: zeros - first })];
      return sequential(shortcut === 'dropout' ? [...path, dropout(0.5)] : path);
    }
  }
}

/** In a dilated stage with stride 1, behind a row of zeros below and a column at the right, which count (timm). */
function averageOf({ stride, dilation }: StageStrides): Layer {
  if (stride === 1 && dilation === 1) return identity();
  return stride === 1
    ? averagePool({ kernel: 2, stride: 1, padding: [0, 1, 1, 0] })
    : averagePool({ kernel: 2, stride, ceilMode: true, countIncludePad: false });
}
