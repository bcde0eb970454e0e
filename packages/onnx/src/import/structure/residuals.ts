import { isWithin, pathOfTree } from './paths.ts';
import { leavesOf, type Residual, type Sequence, type Tree } from './tree.ts';
import type { Layer } from '@resnet-compile/dsl';
import type { JoinStep } from './step.ts';

const convolutionsIn = (tree: Tree): number =>
  leavesOf(tree).filter(({ layer }) => layer.kind === 'conv' || layer.kind === 'dense').length;

/** What libraries call what is beside a block's body. */
const shortcutNames = /(^|[._/])(downsample|shortcut|skip|proj|projection|identity)([._/\d]|$)/i;
const isCalledShortcut = (tree: Tree): boolean =>
  leavesOf(tree).some(
    ({ parameters, step }) =>
      parameters.some(({ name }) => name !== undefined && shortcutNames.test(name)) ||
      (step !== undefined && shortcutNames.test(step.node)),
  );

/** Two paths that are added: a residual's body and its shortcut; undefined where neither is the shortcut. */
export function residualOf(step: JoinStep, branches: readonly Sequence[]): Residual | undefined {
  const [a, b] = branches;
  if (!a || !b || branches.length > 2 || !step.inputs.every(({ shape }) => String(shape) === String(step.shape)))
    return undefined;
  const weight = (tree: Sequence): number =>
    tree.items.length === 0 ? -1 : isCalledShortcut(tree) ? 0 : 1 + convolutionsIn(tree);
  if (weight(a) === weight(b)) return undefined;
  const [body, shortcut] = weight(a) > weight(b) ? [a, b] : [b, a];
  return { kind: 'residual', step, body, ...(shortcut.items.length ? { shortcut } : {}) };
}

const norms = new Set<Layer['kind']>(['batchNorm', 'groupNorm']);
const activations = new Set<Layer['kind']>(['activation', 'prelu', 'evoNormS0', 'filterResponseNorm']);
const isOf = (tree: Tree | undefined, kinds: ReadonlySet<Layer['kind']>): boolean =>
  tree?.kind === 'leaf' && kinds.has(tree.layer.kind);

/** How many layers at the beginning are a norm and an activation, or the latter alone. */
const preactivating = ([first, second, third]: readonly Tree[]): number => {
  if (isOf(first, norms) && isOf(second, activations)) return third ? 2 : 0;
  return isOf(first, activations) && second ? 1 : 0;
};

/**
 * What stands before and behind a residual becomes a part of it, as He et al. draw blocks: the activation of the sum, or,
 * where there is none, what is applied to the input before body and shortcut read it.
 */
export function withActivations(tree: Tree): Tree {
  switch (tree.kind) {
    case 'leaf':
      return tree;
    case 'sequence':
      return { ...tree, items: absorbed(tree.items.map(withActivations)) };
    case 'branches':
      return { ...tree, items: tree.items.map(withActivations) };
    case 'select':
      return { ...tree, items: tree.items.map(withActivations), weights: withActivations(tree.weights) };
    case 'residual': {
      const { body, shortcut, gate } = tree;
      return {
        ...tree,
        body: withActivations(body),
        ...(shortcut ? { shortcut: withActivations(shortcut) } : {}),
        ...(gate ? { gate: { ...gate, tree: withActivations(gate.tree) } } : {}),
      };
    }
  }
}

function absorbed(items: readonly Tree[]): readonly Tree[] {
  const result: Tree[] = [];
  for (const item of items) {
    const last = result.at(-1);
    if (last?.kind === 'residual' && !last.activation && !last.preactivation && isOf(item, activations))
      result.splice(-1, 1, { ...last, step: item.step, activation: item });
    else result.push(item);
  }
  return result.reduce<readonly Tree[]>(
    (done, item) => (item.kind === 'residual' && !item.activation ? preactivated(done, item) : [...done, item]),
    [],
  );
}

/** A residual without an activation of its sum: with one of its input, where there is one. */
function preactivated(before: readonly Tree[], residual: Residual): readonly Tree[] {
  const { body, shortcut } = residual;
  const items = body.kind === 'sequence' ? body.items : [body];
  if (shortcut || residual.gate) {
    const count = isOf(before.at(-1), activations) ? (isOf(before.at(-2), norms) ? 2 : 1) : 0;
    const path = pathOfTree(residual);
    const isElsewhere = before.slice(-count).some((tree) => {
      const own = pathOfTree(tree);
      return own && path && !isWithin(own, path);
    });
    if (!count || !shortcut || isElsewhere) return [...before, residual];
    return [
      ...before.slice(0, -count),
      { ...residual, preactivation: { kind: 'sequence', step: undefined, items: before.slice(-count) } },
    ];
  }
  const count = preactivating(items);
  if (!count) return [...before, residual];
  return [
    ...before,
    {
      ...residual,
      preactivation: { kind: 'sequence', step: undefined, items: items.slice(0, count) },
      body: { kind: 'sequence', step: body.step, items: items.slice(count) },
    },
  ];
}
