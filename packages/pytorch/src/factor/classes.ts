import { partsOf, replaced, value, type Expression, type Instance } from '../python/expression.ts';
import { unusedName } from '../python/names.ts';
import type { Shortcut } from '../python/class-text.ts';
import type { Parameter } from './parameters.ts';
import { callOf, skeletonOf, templateOf } from './template.ts';

/** A class of modules that differ in numbers alone. */
export interface ModuleClass {
  readonly name: string;
  readonly body: Instance;
  readonly parameters: readonly Parameter[];
  readonly shortcut: Shortcut;
}

export interface Classified {
  /** What is used by another stands before it. */
  readonly classes: readonly ModuleClass[];
  readonly expression: Expression;
}

const hasInstances = (of: Expression): boolean => of.kind === 'instance' || partsOf(of).some(hasInstances);
const instancesIn = (of: Expression): readonly Instance[] => [
  ...partsOf(of).flatMap(instancesIn),
  ...(of.kind === 'instance' ? [of] : []),
];

/** Statements are a part of what a class is; its name, and what it may be given, are not. */
const kindOf = (one: Instance): string => skeletonOf({ ...one, name: '', optional: undefined });

/** Makes classes of all instances in an expression, the innermost first, and calls of the instances. */
export function classified(expression: Expression, names: Set<string>): Classified {
  const classes: ModuleClass[] = [];
  let left = expression;
  while (hasInstances(left)) {
    const groups = new Map<string, Instance[]>();
    for (const one of instancesIn(left)) {
      const kind = kindOf(one);
      groups.set(kind, [...(groups.get(kind) ?? []), one]);
    }
    const calls = new Map<Instance, Expression>();
    for (const group of groups.values()) {
      if (group.some((one) => partsOf(one).some(hasInstances))) continue;
      const { made, of } = classOf(group, names);
      classes.push(made);
      for (const [one, made] of of) calls.set(one, made);
    }
    left = replaced(left, calls);
  }
  return { classes, expression: left };
}

function classOf(
  group: readonly Instance[],
  names: Set<string>,
): { readonly made: ModuleClass; readonly of: ReadonlyMap<Instance, Expression> } {
  const name = unusedName(group[0]?.name ?? 'Block', names);
  names.add(name);
  const projections = new Set(group.map((one) => (one.optional ? skeletonOf(one.optional) : '')));
  const shortcut: Shortcut = projections.size > 1 ? 'given' : projections.has('') ? 'none' : 'built';
  // What it builds itself is a member like the others.
  const wholes = group.map(({ optional, ...one }) =>
    shortcut === 'built' && optional
      ? { ...one, members: [...one.members, { address: ['downsample'], value: optional }] }
      : one,
  );
  const { body, parameters, given } = templateOf(wholes, ['self', 'downsample']);
  const of = new Map(
    group.map((one, index) => [
      one,
      callOf(name, [
        ...(given[index] ?? []),
        ...(shortcut === 'given' ? [{ name: 'downsample', value: one.optional ?? value('None'), usual: 'None' }] : []),
      ]),
    ]),
  );
  return { made: { name, body, parameters, shortcut }, of };
}
