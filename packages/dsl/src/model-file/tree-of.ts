import type { Data, Tree } from '../factor/index.ts';
import type { BranchesLayer, Children, Layer, Reads, SharedLayer } from '../layer.ts';
import { callOf, madeBy, type SimpleLayer } from './call-of.ts';
import { plainOptions } from './plain-call.ts';

/** Layers as calls of the DSL's functions, and what they share by names. */
export interface Trees {
  readonly treeOf: (layer: Layer) => Tree;
  /** What was met so far, in the order in which it has to be declared. */
  readonly shared: () => readonly (readonly [name: string, layer: Tree])[];
}

/** @param nameOf a name that nothing else has, for what is shared, by what it is called where it is met first */
export function trees(nameOf: (called: string) => string): Trees {
  const names = new Map<SharedLayer, string>();
  const declared: (readonly [string, Tree])[] = [];
  // Networks have many layers, and few that differ.
  const known = new Map<string, Tree>();

  const leafOf = (layer: SimpleLayer): Tree => {
    const { position: _, ...own } = layer;
    const key = JSON.stringify(own);
    const tree = known.get(key) ?? makeLeaf(layer);
    known.set(key, tree);
    return tree;
  };

  const sharedOf = (layer: SharedLayer, called: string): Tree => {
    const before = names.get(layer);
    const tree = before === undefined ? treeOf(layer.layer, called) : undefined;
    const name = before ?? nameOf(called);
    if (tree) {
      names.set(layer, name);
      declared.push([name, tree]);
    }
    return { kind: 'shared', fields: { name }, parts: [] };
  };

  const partsOf = (children: Children): Tree['parts'] =>
    children.map(([name, child], index) => [isNameless(children) ? String(index) : name, treeOf(child, name)] as const);

  const treeOf = (layer: Layer, called = ''): Tree => {
    switch (layer.kind) {
      case 'shared':
        return sharedOf(layer, called);
      case 'sequential':
        return { kind: 'sequential', fields: {}, parts: partsOf(layer.children) };
      case 'residual': {
        const { gate } = layer;
        const parts = (['preactivation', 'body', 'shortcut', 'activation'] as const).flatMap((name) => {
          const part = layer[name];
          return part ? [[name, treeOf(part)] as const] : [];
        });
        const gates = gate
          ? [
              [
                'gate',
                { kind: 'gate', fields: { of: gate.of }, parts: [['layers', treeOf(gate.layer)] as const] },
              ] as const,
            ]
          : [];
        return { kind: 'residual', fields: {}, parts: [...parts, ...gates] };
      }
      case 'branches':
        return { kind: functionOf(layer), fields: partsOptions(layer), parts: partsOf(layer.children) };
      case 'select':
        return {
          kind: 'select',
          fields: {
            ...(layer.reads ? { reads: layer.reads } : {}),
            ...(layer.groups === 1 ? {} : { groups: layer.groups }),
            ...partsOptions(layer),
          },
          parts: [
            ['branches', { kind: 'sequential', fields: {}, parts: partsOf(layer.children) }],
            ['weights', treeOf(layer.weights)],
          ],
        };
      default:
        return leafOf(layer as SimpleLayer);
    }
  };
  return { treeOf, shared: () => declared };
}

const isNameless = (children: Children): boolean => children.length > 0 && children.every(([name]) => name === '');

const partsOptions = ({ shares, children }: Reads & { readonly children: Children }): Tree['fields'] => ({
  ...(shares ? { shares } : {}),
  ...(isNameless(children) ? { numbered: false } : {}),
});

const functionOf = ({ join, reads }: BranchesLayer): 'cascade' | 'split' | BranchesLayer['join'] =>
  reads === 'cascade' ? reads : reads ? 'split' : join;

/** Options that follow from others where they are not told, so that they are fields only where they are. */
const dependent: readonly (readonly [of: string, option: string])[] = [
  ['conv', 'padding'],
  ['maxPool', 'stride'],
  ['averagePool', 'stride'],
];

/** What a layer is told: each option in its shortest form, those that are as they are anyway included. */
function makeLeaf(layer: SimpleLayer): Tree {
  const { name, options } = callOf(layer);
  const short = plainOptions(options, (some) => madeBy({ name, options: some }));
  const fields = Object.entries(options).flatMap(([option, value]) => {
    const isTold = option in short;
    const follows = dependent.some(([of, each]) => of === name && each === option);
    if (value === undefined || (!isTold && follows)) return [];
    return [[option, (isTold ? short[option] : shortest(value)) as Data] as const];
  });
  return { kind: name, fields: Object.fromEntries(fields), parts: [] };
}

/** One number for both directions, or for all sides, where it is the same. */
const shortest = (value: unknown): unknown => {
  if (!Array.isArray(value)) return value;
  const isPair = value.length === 2 || value.length === 4;
  return isPair && value.every((each) => typeof each === 'number' && each === value[0]) ? value[0] : value;
};
