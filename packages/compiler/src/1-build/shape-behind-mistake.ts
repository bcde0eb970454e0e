import type { Layer } from '@resnet-compile/dsl';
import { inferType, makeInput, tensorType, type Dimension, type Node } from '@resnet-compile/ir';

export type SimpleLayer = Exclude<Layer, { kind: 'sequential' | 'residual' | 'branches' }>;

// An extent that a mistake leaves unknown is NaN: arithmetic keeps it so, and no comparison with it proves anything.
const unknown = NaN;

/** A value behind a mistake: a type, and nothing that could be compiled. */
export const standIn = (...shape: readonly Dimension[]): Node => ({
  ...makeInput([1, 1, 1]),
  type: tensorType('N', ...shape),
});

/** A value of which nothing is known; it may be a vector as well. */
export const unknownValue = (): Node => standIn(unknown, unknown, unknown);

export const isKnown = ({ type: { shape } }: Node): boolean => !shape.some((extent) => Number.isNaN(extent));

export const isUnknown = ({ type: { shape } }: Node): boolean =>
  shape.slice(1).every((extent) => Number.isNaN(extent)) && shape.length === 4;

/** What is known of the result of a layer that is mistaken itself, or did not fit. */
export function shapeOfMistaken(layer: SimpleLayer, x: Node): Node {
  const [, channels, ...map] = x.type.shape as readonly [Dimension, ...number[]];
  // Problems without an option are of the call's arguments as a whole.
  const is = (argument: string, value: number): number =>
    layer.problems.some(({ option = argument }) => option === argument) ? unknown : value;
  switch (layer.kind) {
    case 'conv':
      return standIn(is('channels', layer.channels), unknown, unknown);
    case 'dense':
      return layer.problems.length ? standIn(is('features', layer.features)) : unknownValue();
    case 'maxPool':
    case 'averagePool':
    case 'subsample':
      return map.length ? standIn(channels!, unknown, unknown) : unknownValue();
    case 'padChannels':
      return map.length ? standIn(unknown, ...map) : unknownValue();
    case 'batchNorm':
    case 'normalize':
    case 'dropout':
      return layer.problems.length ? x : unknownValue();
    default:
      return unknownValue();
  }
}

/**
 * The result of a layer whose input is known in part. @throws {ShapeError} where what is known does not fit, whatever
 * the rest is.
 */
export function shapeBehindMistake(layer: SimpleLayer, x: Node): Node {
  const [, channels, ...map] = x.type.shape as readonly [Dimension, ...number[]];
  const known = !Number.isNaN(channels);
  const expectMap = (): void => void (isUnknown(x) || inferType('global_average_pool', {}, [x.type]));
  const window = layer as Extract<Layer, { kind: 'maxPool' | 'averagePool' | 'conv' }>;
  switch (layer.kind) {
    case 'conv': {
      const groups = known ? layer.groups : 1;
      const from = tensorType('N', known ? channels! : 1, ...map);
      const filters = tensorType(layer.channels, Math.floor((known ? channels! : 1) / groups), ...layer.kernel);
      return standIn(
        ...inferType('conv2d', { stride: layer.stride, padding: layer.padding, groups }, [from, filters]).shape.slice(
          1,
        ),
      );
    }
    case 'dense': {
      if (!map.some(Number.isNaN)) inferType('dense', {}, [tensorType('N', 1, ...map), tensorType(layer.features, 1)]);
      return standIn(layer.features);
    }
    case 'flatten':
      return map.some(Number.isNaN)
        ? standIn(channels!)
        : standIn(...inferType('flatten', {}, [x.type]).shape.slice(1));
    case 'normalize':
    case 'batchNorm': {
      expectMap();
      return x;
    }
    case 'maxPool':
      return standIn(...inferType('max_pool', window, [x.type]).shape.slice(1));
    case 'averagePool':
      return standIn(...inferType('max_pool', window, [x.type]).shape.slice(1));
    case 'globalAveragePool':
      return standIn(...inferType('global_average_pool', {}, [x.type]).shape.slice(1));
    case 'subsample':
      return standIn(...inferType('subsample', { stride: layer.stride }, [x.type]).shape.slice(1));
    case 'padChannels':
      return standIn(
        ...inferType('pad_channels', { before: layer.before, after: layer.after }, [x.type]).shape.slice(1),
      );
    default:
      return x;
  }
}

/** Shapes that may be one, and what is known of it; undefined where they cannot be. */
export function unified(a: Node, b: Node): Node | undefined {
  if (isUnknown(a) || isUnknown(b)) return isUnknown(a) ? b : a;
  const [left, right] = [a.type.shape, b.type.shape];
  if (left.length !== right.length) return undefined;
  const both = left.slice(1).map((extent, axis) => (Number.isNaN(extent) ? right[axis + 1]! : extent));
  return both.every((extent, axis) => Number.isNaN(right[axis + 1]) || extent === right[axis + 1])
    ? standIn(...both)
    : undefined;
}

/** What two shapes that differ have in common. */
export function common(a: Node, b: Node): Node {
  const [left, right] = [a.type.shape, b.type.shape];
  return left.length === right.length
    ? standIn(...left.slice(1).map((extent, axis) => (extent === right[axis + 1] ? extent : unknown)))
    : unknownValue();
}
