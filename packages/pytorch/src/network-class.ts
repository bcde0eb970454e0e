import type { Network } from '@resnet-compile/dsl';
import { classified, type ModuleClass } from './factor/classes.ts';
import { functionsOf, type ModuleFunction } from './factor/functions.ts';
import { withRuns } from './factor/runs.ts';
import { namedParts } from './modules/named-parts.ts';
import { Scope } from './modules/scope.ts';
import type { Link } from './modules/modules.ts';
import { Tree } from './modules/tree.ts';
import { textLiteral } from './python/literals.ts';
import type { Expression, Instance, ModuleList } from './python/expression.ts';

/** The classes and functions that a network is made of. */
export interface NetworkClass {
  readonly classes: readonly ModuleClass[];
  readonly functions: readonly ModuleFunction[];
  /** The network itself. */
  readonly root: Instance;
  /** At the end of its __init__. */
  readonly last: readonly string[];
}

/** `shapes`: of the tensors of the state; `names`: those that are taken, to which those of the classes are added. */
export function networkClass(
  network: Network,
  name: string,
  shapes: ReadonlyMap<string, readonly number[]>,
  names: Set<string>,
): NetworkClass {
  const { outputs = [] } = network;
  const tree = new Tree(shapes, outputs);
  const whole = rootOf(network, name, tree);
  const { classes, expression } = classified(partsAsList(whole), names);
  const runs = withRuns(expression, new Set(classes.map((one) => one.name)));
  const labels = whole.members.map(({ address }) => address.join('.'));
  const { functions, expression: left } = functionsOf(runs as ModuleList, labels, names);
  return { classes, functions, root: withParts(whole, left), last: linkLines(tree.links) };
}

function rootOf(network: Network, name: string, tree: Tree): Instance {
  const { body, outputs = [] } = network;
  const isNumbered = body.kind === 'sequential' && body.children.every(([child], index) => child === String(index));
  const base = isNumbered && body.children.length ? tree.chain(body.children, '', false) : undefined;
  if (base) {
    const forward = outputs.length
      ? {
          lines: [
            `with watching(self, ${placesText(tree)}) as outputs:`,
            '    logits = super().forward(x)',
            returned('logits'),
          ],
        }
      : undefined;
    return { kind: 'instance', name, base, members: [], forward };
  }
  const addresses = namedParts(body).map(({ address }) => address);
  const keeps = outputs.length > 0 && outputs.every((path) => addresses.filter((one) => one === path).length === 1);
  const scope = new Scope(tree, body, '', keeps);
  const made = scope.instance(name, scope.walk(body, '', 'x', 'x', false));
  // What it might be given, it builds.
  const { optional, ...own } = made;
  const members = optional ? [...made.members, { address: ['downsample'], value: optional }] : made.members;
  const lines = made.forward?.lines ?? [];
  const shortcut = made.forward?.shortcut ? { shortcut: made.forward.shortcut } : {};
  const forward = (changed: readonly string[]): Instance => ({
    ...own,
    ...(optional ? { optional } : {}),
    members,
    forward: { lines: changed, ...shortcut },
  });
  if (!outputs.length) return forward(lines);
  const result = lines.at(-1)?.replace(/^return /, '') ?? 'x';
  const computed = [...lines.slice(0, -1), ...(result === 'logits' ? [] : [`logits = ${result}`])];
  return forward(
    keeps
      ? ['outputs = {}', ...computed, returned('logits')]
      : [
          `with watching(self, ${placesText(tree)}) as outputs:`,
          ...computed.map((line) => `    ${line}`),
          returned('logits'),
        ],
  );
}

const returned = (logits: string): string => `return {"logits": ${logits}, **outputs}`;

const placesText = ({ places }: Tree): string =>
  `{${Array.from(places, ([path, place]) => `${textLiteral(path)}: ${textLiteral(place)}`).join(', ')}}`;

const partsAsList = ({ base, members }: Instance): ModuleList => ({
  kind: 'list',
  items: [...members.map(({ value }) => value), ...(base ? [base] : [])],
});

const withParts = (whole: Instance, { items }: ModuleList): Instance => ({
  ...whole,
  members: whole.members.map((member, index) => ({ ...member, value: items[index] ?? member.value })),
  base: whole.base && (items.at(-1) as NonNullable<Instance['base']>),
});

/** Later uses of shared layers get the modules of the first. */
function linkLines(links: readonly Link[]): readonly string[] {
  if (!links.length) return [];
  return [
    'modules = dict(self.named_modules())',
    ...links.map(({ place, first, base }) => {
      const module = `modules[${textLiteral(first)}]`;
      const compute = base === undefined ? `${module}.forward` : `partial(${base}.forward, ${module})`;
      return `modules[${textLiteral(place)}].compute = ${compute}`;
    }),
  ];
}

/** Names of the classes of modules that expressions call. */
export function calleesIn(of: Expression, parts: (of: Expression) => readonly Expression[]): readonly string[] {
  return [...(of.kind === 'call' ? [of.callee] : []), ...parts(of).flatMap((part) => calleesIn(part, parts))];
}
