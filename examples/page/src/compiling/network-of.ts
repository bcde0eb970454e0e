import * as dsl from '@resnet-compile/dsl';
import { cifarNames, type Spec } from './spec.ts';

type Make = (options: {
  readonly classes: number;
  readonly input: Spec['input'];
  readonly outputs?: readonly string[];
}) => dsl.Network;

/**
 * The network of a name, which hands out what its classes are told apart by: the layer before its global average pool.
 * @throws {RangeError} where there is none of that name, or it ends in another way.
 */
export function networkOf({ architecture, ...options }: Spec): dsl.Network {
  const make = makerOf(architecture);
  const { body } = make(options);
  const children = body.kind === 'sequential' ? body.children : [];
  const pool = children.findIndex(([, layer]) => layer.kind === 'globalAveragePool');
  const features = children[pool - 1]?.[0];
  if (features === undefined || children.at(-1)?.[1].kind !== 'dense')
    throw new RangeError(
      `${architecture} does not end with a global average pool and a dense layer, which heat maps and taught classes are made of; choose another, such as resnet18`,
    );
  return make({ ...options, outputs: [features] });
}

function makerOf(architecture: string): Make {
  if (cifarNames.includes(architecture)) {
    const depth = Number(architecture.split('-').at(-1));
    return (options) => dsl.cifarResnet(depth, { shortcut: 'A-split', ...options });
  }
  const make: unknown = Object.hasOwn(dsl, architecture)
    ? (dsl as Readonly<Record<string, unknown>>)[architecture]
    : undefined;
  const made: unknown = typeof make === 'function' && /\d/.test(architecture) ? make({ classes: 2 }) : undefined;
  if (!dsl.isNetwork(made) || made.problems.length)
    throw new RangeError(
      `there is no network ${architecture}; there are resnet18, resnet50, seresnet50, cifar-resnet-20, …`,
    );
  return make as Make;
}
