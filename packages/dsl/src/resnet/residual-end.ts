import type { Layer } from '../layer.ts';
import { sigmoid } from '../layers/activations.ts';
import { conv } from '../layers/conv.ts';
import { stochasticDepth } from '../layers/pointwise.ts';
import { residual } from '../layers/residual.ts';
import { scale } from '../layers/scale.ts';
import { sequential } from '../layers/sequential.ts';
import type { BlockContext, Parts } from './block-context.ts';
import { present } from './present.ts';
import type { ResolvedOptions } from './resolve-options.ts';

/** What a residual is made of. */
export interface ResidualEnd {
  readonly body: Parts;
  readonly outChannels: number;
  readonly preactivation?: Parts;
  readonly activation?: Parts;
}

/** activation(body(x) + shortcut(x)), gated, scaled and skipped at random; a plain chain where there is no shortcut. */
export function residualOf(
  options: ResolvedOptions,
  { stride, shortcut }: BlockContext,
  dropRate: number,
  { body, outChannels, preactivation = {}, activation = {} }: ResidualEnd,
): Layer {
  const { residualScale, gate, gateBias } = options;
  if (options.shortcut === 'none') return sequential(present({ ...preactivation, ...body, ...activation }));
  const whole = present({
    ...body,
    scale: residualScale === 1 ? undefined : scale(residualScale),
    drop: dropRate === 0 ? undefined : stochasticDepth(dropRate),
  });
  const gating = conv(outChannels, { stride, bias: true, initialBias: gateBias });
  return residual({
    body: whole,
    shortcut: shortcut(outChannels),
    ...(Object.keys(preactivation).length ? { preactivation: present(preactivation) } : {}),
    ...(Object.keys(activation).length ? { activation: onlyOf(present(activation)) } : {}),
    ...(gate ? { gate: { layers: { '': gating, sigmoid: sigmoid() }, of: gate } } : {}),
  });
}

/** A single layer as it is. */
const onlyOf = (layers: Readonly<Record<string, Layer>>): Layer | Readonly<Record<string, Layer>> => {
  const [first, ...others] = Object.values(layers);
  return first && !others.length ? first : layers;
};
