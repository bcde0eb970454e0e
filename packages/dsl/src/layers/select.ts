import { kind, oneOf, required } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { integerFrom } from '../kinds.ts';
import type { Layers, SelectLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
import { branchChildren, partsKinds, type Branches, type PartsOptions } from './branches.ts';
import { inSequence } from './sequential.ts';

/** The branches of a `select`, and what weighs them. */
export interface SelectOptions extends PartsOptions {
  /** R branches that give maps of one shape, N×C×H×W. */
  readonly branches: Branches;
  /** From the branches' sum, N×C×H×W, to N×(R·C)×1×1; their names stand beside those of the branches. */
  readonly weights: Layers;
  /** `'whole'`: each branch reads all of the input; `'parts'`: its own part of the channels; `'whole'`. */
  readonly reads?: 'whole' | 'parts';
  /** The values are read as [groups][R][C/groups]; 1: those of the first branch come first. */
  readonly groups?: number;
}

const branches = kind('layers in an array or a record', (value) => typeof value === 'object' && value !== null);
const weights = kind('a layer, or layers in an array or a record', branches.holds);

/**
 * The sum of branches, each weighed channel by channel: by the softmax over the branches of what `weights` makes of
 * their sum; of a single branch by the sigmoid. Selective kernels (Li et al. 2019) and split attention (Zhang et al.
 * 2020) are made of it.
 *
 * @example
 * ```ts
 * select({
 *   branches: [conv(64, { kernel: 3 }), conv(64, { kernel: 5 })],
 *   weights: { pool: globalAveragePool(), reduce: conv(16), relu: relu(), select: conv(128) },
 * });
 * ```
 */
export function select(options: SelectOptions): SelectLayer {
  const position = callerPosition();
  const mistakes = checkOptions(
    'select',
    options,
    {
      branches: required(branches),
      weights: required(weights),
      reads: oneOf(['whole', 'parts']),
      groups: integerFrom(1),
      ...partsKinds,
    },
    position,
  );
  const given = mistakes.length ? undefined : options;
  const { children, problems } = given
    ? branchChildren('select', given.branches, given, position)
    : { children: [], problems: [] };
  return makeLayer<SelectLayer>({
    kind: 'select',
    ...(given?.reads === 'parts' ? { reads: 'parts' as const } : {}),
    ...(given?.shares ? { shares: given.shares } : {}),
    children,
    weights: inSequence(given?.weights ?? []),
    groups: given?.groups ?? 1,
    problems: [...mistakes, ...problems],
    ...(position ? { position } : {}),
  });
}
