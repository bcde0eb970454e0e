import { constantsOf, sourcesIn, sourcesOf, type Region } from '../region.ts';
import { countOf, type Shape } from '../tensor.ts';
import type { ConstantValue } from '../values.ts';
import type { Parameter } from './form.ts';

/** Whether a number or a vector is one that was trained: exporters name parameters by their path, and constants by a counter, or what they are. */
export const isParameter = ({ isInitializer, name }: ConstantValue): boolean => isInitializer && isPath(name);
const isPath = (name: string): boolean => /\.[a-z_]\w*$/i.test(name) && !name.includes('::');

/** Whether it is such a one, or made of one. */
export const isTrained = (constant: ConstantValue): boolean => sourcesIn(constant).some(isParameter);

/** A tensor of the state under a name of the file's; numbers are rounded to float32 once. */
export function parameterOf(leaf: string, value: ConstantValue, shape: Shape = value.shape): Parameter {
  return { leaf, tensor: { ...value.tensor, shape }, name: nameOf(value) };
}

/** Its own name, or that of the one parameter that it is made of. */
const nameOf = ({ isInitializer, name, of }: ConstantValue): string => {
  const [only, ...others] = of.filter((each) => each.isInitializer);
  return isInitializer || !only || others.length || isPath(name) ? name : only.name;
};

export const vector = (leaf: string, data: ArrayLike<number>): Parameter => ({
  leaf,
  tensor: { shape: [data.length], data: Float32Array.from(data), isInteger: false },
});

/** What the last part of a vector's name says that it is, in several libraries. */
const roles: Readonly<Record<string, RegExp>> = {
  weight: /(weight|gamma|scale)(:\d+)?$/i,
  running_mean: /(running_mean|moving_mean|[._/]mean)(:\d+)?$/i,
  running_var: /(running_var|moving_variance|[._/](var|variance))(:\d+)?$/i,
  bias: /(bias|beta|offset|shift)(:\d+)?$/i,
  tau: /tau(:\d+)?$/i,
  v: /[._/]v(:\d+)?$/i,
};

/** The vectors of a region, a number for each channel. */
export const vectorsOf = (region: Pick<Region, 'nodes'>, channels: number): readonly ConstantValue[] =>
  sourcesOf(region).filter((each) => {
    // Of one channel, an ε is as long as its parameters.
    const isMeant = channels > 1 || isParameter(each);
    return isMeant && !each.tensor.isInteger && countOf(each.shape) === channels;
  });

/** Vectors by what they are, where their names tell; undefined where one is missing. */
export function byRole(
  vectors: readonly ConstantValue[],
  leaves: readonly string[],
): readonly ConstantValue[] | undefined {
  const found = leaves.map((leaf) => vectors.find(({ name }) => roles[leaf]?.test(name)));
  return found.every((each) => each !== undefined) ? found : undefined;
}

/** Single numbers among constants, and among what they are made of, that may be an ε: positive and small. */
export const smallNumbers = (constants: readonly ConstantValue[]): readonly number[] => {
  const all = constants.flatMap((each) => [each, ...each.of]);
  const single = all.flatMap(({ tensor }) => (tensor.data.length === 1 ? [tensor.data[0] ?? 0] : []));
  return [...new Set(single)].filter((each) => each > 0 && each < 0.5);
};

/** Numbers of a region that may be an ε. */
export const epsilonsOf = (region: Pick<Region, 'nodes'>): readonly number[] => [
  ...new Set([
    ...smallNumbers(constantsOf(region)),
    ...region.nodes.flatMap(({ attributes, op }) => {
      const epsilon = attributes.get('epsilon') ?? (op.endsWith('Normalization') ? 1e-5 : 0);
      return typeof epsilon === 'number' && epsilon > 0 ? [epsilon] : [];
    }),
  ]),
];
