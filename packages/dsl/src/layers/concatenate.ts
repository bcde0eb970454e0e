import { makeLayer } from '../brand.ts';
import type { ConcatenateLayer, Layer } from '../layer.ts';
import type { Problem } from '../problem.ts';
import { callerPosition } from '../source-position.ts';
import { childrenOf } from './children.ts';

/** Branches that read the same input, their channels side by side: an identity among them makes a dense connection. */
export function concatenate(branches: readonly Layer[] | Readonly<Record<string, Layer>>): ConcatenateLayer {
  const position = callerPosition();
  const { children, problems } = childrenOf('concatenate', branches, position);
  const empty: Problem[] =
    children.length || problems.length
      ? []
      : [
          {
            code: 'RC1104',
            message: 'concatenate: no branches; expected at least one',
            ...(position ? { position } : {}),
          },
        ];
  return makeLayer<ConcatenateLayer>({
    kind: 'concatenate',
    children,
    problems: [...problems, ...empty],
    ...(position ? { position } : {}),
  });
}
