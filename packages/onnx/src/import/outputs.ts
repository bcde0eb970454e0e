import type { ComputedValue, Value } from './values.ts';

export interface Outputs {
  /** What the network gives: N×classes. */
  readonly logits: Value;
  /** Its name in the file. */
  readonly name: string;
  /** Other outputs, by their names. */
  readonly others: readonly (readonly [name: string, value: Value])[];
  readonly notes: readonly string[];
}

const isRow = (value: Value): boolean => value.kind === 'unknown' || value.shape.length === 2;
const isPixel = (value: Value): boolean =>
  value.kind !== 'unknown' && value.shape.length === 4 && value.shape.slice(2).every((each) => each === 1);

/** Which of a file's outputs are logits: the first that is N×classes, or N×classes×1×1; before a softmax, if there is one. */
export function outputsOf(values: readonly Value[]): Outputs | undefined {
  const logits = values.find(isRow) ?? values.find(isPixel);
  if (!logits) return undefined;
  const [before, op] = withoutSoftmax(logits);
  return {
    logits: before,
    name: logits.name,
    others: values.filter((value) => value !== logits).map((value) => [value.name, value]),
    notes: op ? [`the ${op} at the end is left out: networks give logits, and the losses of training take them`] : [],
  };
}

function withoutSoftmax(value: Value): readonly [Value, string?] {
  if (value.kind !== 'computed') return [value];
  const [x] = value.inputs;
  if (value.op === 'Identity' && x) return withoutSoftmax(x);
  return isSoftmax(value) && x ? [x, value.op] : [value];
}

const isSoftmax = ({ op, attributes, shape, opset }: ComputedValue): boolean => {
  const axis = attributes.get('axis') ?? (opset < 13 ? 1 : -1);
  return (op === 'Softmax' || op === 'LogSoftmax') && (axis === 1 || (axis === -1 && shape.length === 2));
};
