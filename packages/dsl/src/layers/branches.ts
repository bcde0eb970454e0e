import { boolean, type Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { arrayOf, integerFrom } from '../kinds.ts';
import type { BranchesLayer, Children, Layer, Reads } from '../layer.ts';
import type { Problem } from '../problem.ts';
import { callerPosition, type SourcePosition } from '../source-position.ts';
import { childrenOf } from './children.ts';

/** Branches of a layer, named or numbered. */
export type Branches = readonly Layer[] | Readonly<Record<string, Layer>>;

/** What layers whose branches read parts of the channels may be told. */
export interface PartsOptions {
  /** How many shares of the channels each branch reads, e.g. `[3, 1]`; one each. */
  readonly shares?: readonly number[];
  /** Whether the indices of an array are parts of the parameters' names; true. */
  readonly numbered?: boolean;
}

export const partsKinds: Kinds<PartsOptions> = {
  shares: arrayOf(integerFrom(1), 'a list of positive integers, one for each branch'),
  numbered: boolean,
};

/** Branches as children, and what is wrong with them: there is one at least, and a share for each. */
export function branchChildren(
  call: string,
  branches: unknown,
  { shares, numbered = true }: PartsOptions,
  position: SourcePosition | undefined,
): { readonly children: Children; readonly problems: readonly Problem[] } {
  const at = position ? { position } : {};
  const { children, problems } = childrenOf(call, branches, position);
  if (problems.length) return { children, problems };
  if (!children.length)
    return { children, problems: [{ code: 'RC1104', message: `${call}: no branches; expected at least one`, ...at }] };
  const named = !numbered && Array.isArray(branches) ? children.map(([, child]) => ['', child] as const) : children;
  const isFitting = shares === undefined || shares.length === children.length;
  return {
    children: named,
    problems: isFitting
      ? []
      : [
          {
            code: 'RC1103',
            message: `${call}: ${shares.length} shares for ${children.length} branches; expected one for each`,
            option: 'shares',
            ...at,
          },
        ],
  };
}

/** Branches that read what `reads` says, and what is made of their results. */
export function branchesOf(
  call: string,
  join: BranchesLayer['join'],
  branches: Branches,
  reads?: Reads['reads'],
  options: PartsOptions = {},
): BranchesLayer {
  const position = callerPosition();
  const mistakes = reads ? checkOptions(call, options, partsKinds, position) : [];
  const given = mistakes.length ? {} : options;
  const { children, problems } = branchChildren(call, branches, given, position);
  return makeLayer<BranchesLayer>({
    kind: 'branches',
    join,
    ...(reads ? { reads } : {}),
    ...(given.shares ? { shares: given.shares } : {}),
    children,
    problems: [...mistakes, ...problems],
    ...(position ? { position } : {}),
  });
}
