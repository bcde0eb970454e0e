import type { Layer, Problem, ResidualLayer } from '@resnet-compile/dsl';
import { computesNothing } from './computes-nothing.ts';

/** What is right in a residual, and hardly meant. */
export function doubtOfResidual({
  body,
  shortcut,
  activation,
}: ResidualLayer): Pick<Problem, 'code' | 'message' | 'hint'> | undefined {
  // He et al. 2016, table 2 and fig. 4b: it "impedes the propagation of information", whose body has none at its end.
  if (activation && leavesOf(activation)[0]?.kind === 'batchNorm' && leavesOf(body).at(-1)?.kind === 'batchNorm')
    return {
      code: 'RC1106',
      message:
        'a batch norm follows the addition, and another stands before it: the sum is normalised once more, shortcut and all',
      hint: "leave the one behind the addition out; where it is meant (He et al. 2016, fig. 4b), it takes the place of the body's last",
    };
  if (shortcut && computesNothing(body) && !computesNothing(shortcut))
    return {
      code: 'RC1106',
      message:
        'the body of a residual computes nothing, and its shortcut does: it reads what the layers before it give',
      hint: 'put those layers into the body: shortcut and body read the same input',
    };
  return undefined;
}

/** The layers that are applied one after the other, but for those that change nothing in prediction. */
function leavesOf(layer: Layer): readonly Layer[] {
  if (layer.kind === 'sequential') return layer.children.flatMap(([, child]) => leavesOf(child));
  if (layer.kind === 'shared') return leavesOf(layer.layer);
  return layer.kind === 'identity' || layer.kind === 'dropout' ? [] : [layer];
}
