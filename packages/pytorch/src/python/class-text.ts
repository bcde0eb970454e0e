import type { Argument, Instance, Member } from './expression.ts';
import { memberOf } from './names.ts';
import { statement } from './print.ts';
import { wrapped } from './wrap.ts';

/** In a statement, where the shortcut of a block is read. */
export const shortcutMark = '\0shortcut';

/** How a class comes by its `downsample`: it builds it, is given it or None, or has none. */
export type Shortcut = 'built' | 'given' | 'none';

interface Node {
  value: Member['value'] | undefined;
  readonly children: Map<string, Node>;
}

/** `self.name = …` for each member; names with dots are modules within modules. */
export function memberLines(members: readonly Member[]): readonly string[] {
  const root: Node = { value: undefined, children: new Map() };
  for (const { address, value } of members) {
    let node = root;
    for (const name of address) {
      const next = node.children.get(name) ?? { value: undefined, children: new Map<string, Node>() };
      node.children.set(name, next);
      node = next;
    }
    node.value = value;
  }
  return [...root.children].flatMap(([name, node]) => linesOf(memberOf('self', name), node, true));
}

function linesOf(place: string, { value, children }: Node, isOuter: boolean): readonly string[] {
  const names = [...children.keys()];
  const items = [...children.entries()]
    .sort(([a], [b]) => Number(a) - Number(b))
    .flatMap(([, child]) => (child.value && !child.children.size ? [child.value] : []));
  const isNumbered =
    names.length > 0 && items.length === names.length && items.every((_, i) => children.has(String(i)));
  if (!value && isOuter && isNumbered) return [statement(`${place} = `, { kind: 'list', items }, 8)];
  return [
    value ? statement(`${place} = `, value, 8) : `        ${place} = nn.Module()`,
    ...[...children].flatMap(([name, child]) => linesOf(memberOf(place, name), child, false)),
  ];
}

/** The statements of a forward, where the shortcut is told. */
function forwardLines({ forward }: Instance, shortcut: Shortcut): readonly string[] {
  if (!forward) return [];
  const { lines, shortcut: read } = forward;
  if (!read) return lines;
  const { identity, projection } = read;
  if (shortcut !== 'given')
    return lines.map((line) => line.replaceAll(shortcutMark, () => (shortcut === 'built' ? projection : identity)));
  const choice = `shortcut = ${identity} if self.downsample is None else ${projection}`;
  return lines.flatMap((line) =>
    line.includes(shortcutMark) ? [choice, line.replaceAll(shortcutMark, 'shortcut')] : [line],
  );
}

/** A statement of a method; those of a block of its own have their own indent. */
const indented = (line: string): string => {
  const own = line.length - line.trimStart().length;
  return wrapped(line.trimStart(), 8 + own);
};

/** What a class is made of besides its members. */
export interface ClassParts {
  readonly name: string;
  readonly body: Instance;
  /** As they are declared. */
  readonly parameters: readonly string[];
  readonly shortcut: Shortcut;
  readonly docstring?: string;
  /** At the end of __init__. */
  readonly last?: readonly string[];
}

/** What a class is derived from, and what its __init__ is given. */
function constructed(base: NonNullable<Instance['base']>): {
  readonly name: string;
  readonly given: readonly Argument[];
} {
  switch (base.kind) {
    case 'call':
      return { name: base.callee, given: base.arguments };
    case 'sequential':
      return { name: 'nn.Sequential', given: base.children.map(({ value }) => ({ value })) };
    case 'list':
      return { name: 'nn.ModuleList', given: [{ value: { ...base, isBare: true } }] };
  }
}

/** A class of nn.Module's, as text. */
export function classText({ name, body, parameters, shortcut, docstring, last = [] }: ClassParts): string {
  const { base, members } = body;
  const given = ['self', ...parameters, ...(shortcut === 'given' ? ['downsample=None'] : [])];
  const { name: baseName, given: ofBase } = base ? constructed(base) : { name: 'nn.Module', given: [] };
  const start = statement('super().', { kind: 'call', callee: '__init__', arguments: ofBase }, 8);
  const init = [
    `    def __init__(${given.join(', ')}):`,
    start,
    ...memberLines(members),
    ...(shortcut === 'given' ? ['        self.downsample = downsample'] : []),
    ...last.map(indented),
  ];
  const forward = forwardLines(body, shortcut);
  return [
    `class ${name}(${baseName}):`,
    ...(docstring === undefined ? [] : [`    """${docstring}"""`, '']),
    ...init,
    ...(forward.length ? ['', '    def forward(self, x):', ...forward.map(indented)] : []),
  ].join('\n');
}
