import { movedElements } from './movement.ts';
import { activation } from './activation.ts';
import { affine, preluOperator, trainedScale } from './affine.ts';
import { alongChannels } from './channel-conv.ts';
import { convolution } from './conv.ts';
import { product } from './dense.ts';
import type { RegionForm, ValueForm } from './form.ts';
import { gated, joined } from './joins.ts';
import { layerOfOperator } from './layered.ts';
import { normWithActivation } from './norm-with-activation.ts';
import { perImageNorm } from './per-image-norm.ts';
import { globalMean } from './pooled.ts';
import { selected } from './select.ts';

/** What a value is recognised by first: the operator that computes it. */
export const operatorForms: readonly ValueForm[] = [
  layerOfOperator,
  convolution,
  product,
  trainedScale,
  preluOperator,
  gated,
  selected,
];

/** Norms of the numbers of an image. */
export const normForms: readonly RegionForm[] = [perImageNorm, normWithActivation];

/** Then by what lies between it and a value before it; the largest region that is something is taken. */
export const regionForms: readonly RegionForm[] = [
  movedElements,
  activation,
  affine,
  globalMean,
  alongChannels,
  ...normForms,
];

/** At last as what joins values. */
export const joinForms: readonly ValueForm[] = [joined];
