import { partsOf } from '../scalar/parts-of.ts';
import { rewriteScalar, sameScalar } from '../scalar/rewrite-scalar.ts';
import { operand, type Scalar } from '../scalar/scalar.ts';
import { moment, norm, step, type UpdateRule } from './update-rule.ts';

export interface SplitUpdate {
  /** What depends alone on the step's number, `x0` here, and the gradients' norm, `x1`. */
  readonly perStep: readonly Scalar[];
  /** The rule that reads these as if they were further moments. */
  readonly rule: UpdateRule;
}

/** Takes out of a rule what has to be computed once a step, such as AdamW's corrections, and by what gradients are clipped. */
export function splitUpdate({ parameter, moments }: UpdateRule): SplitUpdate {
  const ofStep = new Set<Scalar>();
  const taken: Scalar[] = [];
  for (const part of partsOf(parameter, ...moments)) {
    const read: readonly Scalar[] = 'of' in part ? part.of : [];
    const own = read.filter((each) => ofStep.has(each));
    const others = read.filter((each) => !ofStep.has(each));
    if (part.op === 'operand' ? isOfStep(part.index) : own.length && others.every(({ op }) => op === 'constant'))
      ofStep.add(part);
    else taken.push(...own.filter((each) => !taken.some((other) => sameScalar(other, each))));
  }
  const replaced = (expression: Scalar): Scalar =>
    rewriteScalar(expression, (part, original) => {
      const place = ofStep.has(original) ? taken.findIndex((each) => sameScalar(each, original)) : -1;
      return place < 0 ? part : moment(moments.length + place);
    });
  const ofStepAlone = (expression: Scalar): Scalar =>
    rewriteScalar(expression, (part) => (part.op === 'operand' ? operand(part.index === step.index ? 0 : 1) : part));
  return {
    perStep: taken.map(ofStepAlone),
    rule: { parameter: replaced(parameter), moments: moments.map(replaced) },
  };
}

const isOfStep = (index: number): boolean => index === step.index || index === norm.index;
