import { makeLayer } from '../brand.ts';
import type { BranchesLayer, Layer } from '../layer.ts';
import type { Problem } from '../problem.ts';
import { callerPosition } from '../source-position.ts';
import { childrenOf } from './children.ts';

/** Branches that read the same input, their channels side by side: an identity among them makes a dense connection. */
export const concatenate = (branches: readonly Layer[] | Readonly<Record<string, Layer>>): BranchesLayer =>
  branchesOf('concatenate', branches);

/** Branches that read the same input, and what is made of their results. */
export function branchesOf(
  join: BranchesLayer['join'],
  branches: readonly Layer[] | Readonly<Record<string, Layer>>,
): BranchesLayer {
  const position = callerPosition();
  const { children, problems } = childrenOf(join, branches, position);
  const empty: Problem[] =
    children.length || problems.length
      ? []
      : [
          {
            code: 'RC1104',
            message: `${join}: no branches; expected at least one`,
            ...(position ? { position } : {}),
          },
        ];
  return makeLayer<BranchesLayer>({
    kind: 'branches',
    join,
    children,
    problems: [...problems, ...empty],
    ...(position ? { position } : {}),
  });
}
