import type { Layer } from '@resnet-compile/dsl';
import type { LayerStep, Step } from './step.ts';
import { leavesOf, treesIn, type Path, type Tree } from './tree.ts';

/** Last parts of parameters' names: what a tensor is, not whose. */
const leaves =
  /[._/](weight|bias|running_mean|running_var|gamma|beta|moving_mean|moving_variance|kernel|tau|v|slope|alpha)(:\d+)?$/;

/** Names are data: what is no letter, digit or underscore of theirs becomes one. */
const cleaned = (part: string): string => {
  const word = part.replaceAll(/[^\w-]+/g, '_').slice(0, 60);
  return /^(__proto__|constructor|prototype)$/.test(word) ? `${word}_` : word;
};

const clean = (parts: readonly string[]): Path =>
  parts
    .filter((part) => part !== '')
    .slice(0, 20)
    .map(cleaned);

/** `layer1.0.conv1.weight`; counters of exporters, as `onnx::Conv_193` and `val_12`, are no names. */
export function pathOfParameter(name: string): Path | undefined {
  if (name.includes('::') || /^(\d+|_?val_\d+|.*Constant.*)$/.test(name) || !leaves.test(name)) return undefined;
  const whose = name.replace(leaves, '').replace(/^p_/, '');
  return clean(whose.split(whose.includes('/') ? '/' : '.'));
}

/** `/layer1/layer1.0/conv1/Conv`: PyTorch's modules repeat the names around them, ours do not. */
export function pathOfNode(node: string): Path | undefined {
  if (!node.startsWith('/')) return undefined;
  const parts = node.split('/').slice(1, -1);
  const own = parts.map((part, index) =>
    part.startsWith(`${parts[index - 1]}.`) ? part.slice((parts[index - 1] ?? '').length + 1) : part,
  );
  return clean(own.flatMap((part) => part.split('.')));
}

/** What the file says of a step's path: by the names of its parameters, else by that of its node. */
export function pathOfStep(step: LayerStep, containers: ReadonlySet<string>): Path | undefined {
  const own = pathOfParameters(step);
  if (own) return own;
  const path = pathOfNode(step.node);
  // A function is called within a module, and has the module's name.
  return path && containers.has(path.join('/')) ? [...path, labelOfLayer(step.layer)] : path?.length ? path : undefined;
}

function pathOfParameters({ parameters }: LayerStep): Path | undefined {
  for (const { name } of parameters) {
    const path = name === undefined ? undefined : pathOfParameter(name);
    if (path?.length) return path;
  }
  return undefined;
}

/** The paths of what layers with parameters lie in, parts of them joined by slashes. */
export const containersOf = (steps: Iterable<Step>): ReadonlySet<string> =>
  new Set(
    [...steps].flatMap((step) => {
      const path =
        step.kind === 'layer' && step.parameters.length ? (pathOfParameters(step) ?? pathOfNode(step.node)) : undefined;
      return path ? path.map((_, index) => path.slice(0, index).join('/')) : [];
    }),
  );

/**
 * The path that all layers with parameters within a tree have in common; that of the layer around a single one. Where its
 * layers are numbered, and others stand between them that have no number, the path ends before.
 */
export function pathOfTree(tree: Tree): Path | undefined {
  if (tree.kind === 'leaf') return tree.parameters.length ? tree.path : undefined;
  const paths = leavesOf(tree).flatMap(({ path, parameters }) =>
    path && parameters.length ? [path.slice(0, -1)] : [],
  );
  const [first, ...others] = paths;
  const whole = first && others.reduce(common, first);
  if (!whole) return undefined;
  return rowsOf(tree).some((items) => !isNumberable(items, whole)) ? whole.slice(0, -1) : whole;
}

/** Layers that follow each other directly within a tree. */
const rowsOf = (tree: Tree): readonly (readonly Tree[])[] => {
  if (tree.kind === 'sequence') return [tree.items];
  return treesIn(tree).flatMap((each) => (each.kind === 'sequence' ? [each.items] : []));
};

/** The number by which a tree is called behind a path. */
const numberOf = (tree: Tree, around: Path): string | undefined => {
  const path = tree.kind === 'leaf' ? tree.path : pathOfTree(tree);
  return path && isWithin(path, around) ? path[around.length] : undefined;
};

const isNumberable = (items: readonly Tree[], around: Path): boolean => {
  const names = items.map((item) => numberOf(item, around));
  return (
    !names.some(isNumber) ||
    numbered(names.filter((name, index) => name === undefined || name !== names[index - 1])) !== undefined
  );
};

export const isNumber = (name: string | undefined): boolean => name !== undefined && /^(0|[1-9]\d*)$/.test(name);

/** Names with numbers where there are none, between their neighbours; undefined where there is no room. */
export function numbered(names: readonly (string | undefined)[]): readonly string[] | undefined {
  let last = -1;
  const result: string[] = [];
  for (const [index, name] of names.entries()) {
    const next = names.slice(index).find((each) => each !== undefined);
    const own = name !== undefined ? (isNumber(name) ? Number(name) : NaN) : last + 1;
    if (!(own > last) || (name === undefined && next !== undefined && own >= Number(next))) return undefined;
    result.push(String(own));
    last = own;
  }
  return result;
}

export const common = (a: Path, b: Path): Path => {
  const end = a.findIndex((part, index) => part !== b[index]);
  return end < 0 ? a : a.slice(0, end);
};

export const isWithin = (path: Path, around: Path): boolean => around.every((part, index) => path[index] === part);

const labels: Readonly<Partial<Record<Layer['kind'], string>>> = {
  averagePool: 'pool',
  batchNorm: 'bn',
  branches: 'branches',
  channelConv: 'conv',
  conv: 'conv',
  dense: 'fc',
  evoNormS0: 'norm',
  filterResponseNorm: 'norm',
  globalAveragePool: 'pool',
  groupNorm: 'norm',
  maxPool: 'maxpool',
};

const labelOfLayer = (layer: Layer): string =>
  layer.kind === 'activation'
    ? layer.activation.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    : (labels[layer.kind] ?? layer.kind);

/** What a layer is called of which nothing is known. */
export function labelOf(tree: Tree): string {
  switch (tree.kind) {
    case 'leaf':
      return labelOfLayer(tree.layer);
    case 'residual':
      return 'block';
    case 'branches':
      return tree.join === 'product' ? 'attention' : 'branches';
    case 'select':
      return 'select';
    case 'sequence':
      return 'layers';
  }
}
