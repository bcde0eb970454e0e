import type { Layer } from '../layer.ts';
import { sequential } from '../layers/sequential.ts';
import type { BlockParts, Parts } from './block-context.ts';
import type { Unit } from './blocks.ts';
import { present } from './present.ts';
import type { ResidualEnd } from './residual-end.ts';
import type { ResolvedOptions } from './resolve-options.ts';

/** Names of norms: torchvision's, and timm's of pre-activated networks. */
type Naming = 'bn' | 'norm';

/**
 * A block of these convolutions, its norms and activations placed as in one of the five of He et al. 2016, figure 4. A
 * block that activates both sides (§3.1) does so before its residual.
 */
export function placed(
  units: readonly Unit[],
  { placement, bothPreactivate }: ResolvedOptions,
  parts: BlockParts,
  end: (residual: ResidualEnd) => Layer,
  isFirst: boolean,
): Layer {
  const outChannels = units.at(-1)?.channels ?? 0;
  const last = units.length;
  const residual = (body: Parts, rest: Omit<ResidualEnd, 'body' | 'outChannels'> = {}): Layer =>
    end({ body: { ...body, se: parts.attention(outChannels) }, outChannels, ...rest });
  const preactivated = (preactivation: Parts, body: Parts): Layer =>
    bothPreactivate && isFirst
      ? sequential({ ...present(preactivation), '': residual(body) })
      : residual(body, { preactivation });
  switch (placement) {
    case 'original':
      return residual(
        { ...normBehind(units, parts), [`bn${last}`]: parts.norm() },
        { activation: { relu: parts.activation() } },
      );
    case 'relu-before-add':
      return residual({
        ...normBehind(units, parts),
        [`bn${last}`]: parts.norm(),
        [`relu${last}`]: parts.activation(),
      });
    case 'bn-after-add':
      return sequential({
        '': residual(normBehind(units, parts)),
        [`bn${last}`]: parts.norm(),
        relu: parts.activation(),
      });
    case 'relu-only':
      return preactivated({ relu0: parts.activation() }, { ...normBehind(units, parts), [`bn${last}`]: parts.norm() });
    case 'full':
      return preactivated({ norm1: parts.norm(), relu1: parts.activation() }, normBefore(units, parts));
  }
}

/** Convolutions, each but the last with a norm and an activation behind it. */
function normBehind(units: readonly Unit[], parts: BlockParts): Parts {
  const body: Record<string, Layer | undefined> = {};
  units.forEach((unit, index) => {
    const isLast = index === units.length - 1;
    if (isLast) body['dropout'] = parts.dropout();
    body[`conv${index + 1}`] = convOf(unit, parts);
    if (!isLast) Object.assign(body, activated('bn', index + 1, unit, parts));
  });
  return body;
}

/** Convolutions, each but the first with a norm and an activation before it. */
function normBefore(units: readonly Unit[], parts: BlockParts): Parts {
  const body: Record<string, Layer | undefined> = {};
  units.forEach((unit, index) => {
    const before = units[index - 1];
    if (before) Object.assign(body, activated('norm', index + 1, before, parts));
    if (index === units.length - 1) body['dropout'] = parts.dropout();
    body[`conv${index + 1}`] = convOf(unit, parts);
  });
  return body;
}

const convOf = ({ channels, options, strides }: Unit, parts: BlockParts): Layer =>
  (strides ? parts.strided : parts.conv)(channels, options);

/** What stands between two convolutions, the filter behind one that strides included. */
const activated = (naming: Naming, n: number, { strides }: Unit, parts: BlockParts): Parts => ({
  [`${naming}${n}`]: parts.norm(),
  [`relu${n}`]: parts.activation(),
  [`aa${n}`]: strides ? parts.antialias() : undefined,
});
