import {
  compileScalar,
  elementsPerImage,
  found,
  itemOf,
  repeatedValues,
  type Inferred,
  type Node,
  type NodeOf,
} from '@resnet-compile/ir';

/** The parameters' values by name. */
export type State = ReadonlyMap<string, Float32Array>;

/** Ops on parameters alone. */
type PreparedOp = Extract<Inferred, 'map' | 'expand' | 'scale_filters' | 'standardize_filters'>;
type Values = Float32Array | Float64Array;

const none = new Float64Array();

const rules: { readonly [Op in PreparedOp]: (node: NodeOf<Op>, inputs: readonly Values[]) => Values } = {
  map: ({ attributes, type }, inputs) => {
    const evaluate = compileScalar(attributes.of);
    return Float64Array.from({ length: elementsPerImage(type) }, (_, channel) =>
      evaluate(inputs.map((values) => values[channel] ?? NaN)),
    );
  },
  expand: ({ attributes: { channels } }, [one]) => new Float64Array(channels).fill(one?.[0] ?? NaN),
  scale_filters: (_, [filters = none, scale = none]) =>
    eachFilter(filters, scale.length, (filter, index) => {
      const factor = scale[index] ?? NaN;
      for (let at = 0; at < filter.length; at++) filter[at] = (filter[at] ?? NaN) * factor;
    }),
  standardize_filters: ({ attributes: { epsilon }, type }, [filters = none]) =>
    eachFilter(filters, Number(itemOf(type.shape, 0)), (filter) => {
      let [sum, squares] = [0, 0];
      for (const value of filter) sum += value;
      const mean = sum / filter.length;
      for (const value of filter) squares += (value - mean) ** 2;
      const deviation = Math.sqrt(squares / filter.length + epsilon);
      for (let at = 0; at < filter.length; at++) filter[at] = ((filter[at] ?? NaN) - mean) / deviation;
    }),
};

/** A copy in which each of so many filters is changed in place. */
function eachFilter(
  values: Values,
  count: number,
  change: (filter: Float64Array, index: number) => void,
): Float64Array {
  const result = new Float64Array(values);
  const size = result.length / count;
  for (let index = 0; index < count; index++) change(result.subarray(index * size, (index + 1) * size), index);
  return result;
}

const isPrepared = (op: Node['op']): op is PreparedOp => Object.hasOwn(rules, op);

/** The values of a node that depends on parameters alone, in float64; those of a parameter as they are. */
export function parameterValues(node: Node, state: State): Values {
  if (node.op === 'parameter') return found(state, node.attributes.name);
  if (node.op === 'constant') {
    return Float64Array.from(repeatedValues(node.attributes.values, elementsPerImage(node.type)));
  }
  if (!isPrepared(node.op)) throw new Error(`${node.op} does not depend on parameters alone`);
  const inputs = node.inputs.map((input) => parameterValues(input, state));
  return (rules[node.op] as (node: Node, inputs: readonly Values[]) => Values)(node, inputs);
}
