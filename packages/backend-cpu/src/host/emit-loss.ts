import { differentiateLoss, isOfElementOfRow, type LossRule, type RowValue, type Scalar } from '@resnet-compile/ir';
import { emitFloat64 } from './emit-float64.ts';

/**
 * A loss as a function of `{ logits, targets, gradient, batch, classes }`, of which the first three are `{ values, start, pitch }`:
 * it returns the mean over the batch, and writes the gradient where one is asked for. All in float64, rounded once.
 */
export function emitLoss(rule: LossRule): string {
  const { rows, loss, gradient } = differentiateLoss(rule);
  const ofLoss = rule.rows.length;
  return [
    '({ logits, targets, gradient, batch, classes }) => {',
    'const { values: xs } = logits, { values: ts } = targets;',
    'let total = 0;',
    'for (let n = 0; n < batch; n++) {',
    'const x = logits.start + n * logits.pitch, t = targets.start + n * targets.pitch;',
    ...rows.slice(0, ofLoss).map(emitRowValue),
    eachElement(loss, (value) => `total += ${value};`),
    'if (!gradient) continue;',
    'const { values: gs } = gradient, g = gradient.start + n * gradient.pitch;',
    ...rows.slice(ofLoss).map((row, index) => emitRowValue(row, ofLoss + index)),
    eachElement(gradient, (value) => `gs[g + k] = ${value} / batch;`),
    '}',
    'return total / batch;',
    '}',
  ].join('\n');
}

const nameOf = (row: number): string => `r${row}`;

function emitRowValue({ by, of }: RowValue, row: number): string {
  const name = nameOf(row);
  return by === 'sum'
    ? `let ${name} = 0;\n${eachElement(of, (value) => `${name} += ${value};`)}`
    : `let ${name} = -Infinity;\n${eachElement(of, (value) => `const v = ${value};\nif (v > ${name}) ${name} = v;`)}`;
}

/** A loop over a row, in a scope of its own. */
function eachElement(of: Scalar, use: (value: string) => string): string {
  const { before, each, values } = emitFloat64([of], {
    operand: (index) => ['xs[x + k]', 'ts[t + k]'][index] ?? nameOf(index - 2),
    varies: isOfElementOfRow,
    count: 'classes',
  });
  const body = [...each, ...values.map(use)];
  return ['{', ...before, 'for (let k = 0; k < classes; k++) {', ...body, '}', '}'].join('\n');
}
