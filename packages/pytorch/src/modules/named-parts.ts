import type { Layer } from '@resnet-compile/dsl';
import { hasState } from './layer-call.ts';
import { isWithin, join } from './paths.ts';

/** A layer within another, by the name that it has there. */
export interface NamedPart {
  readonly address: string;
  readonly layer: Layer;
}

/** The layers that a class has as members: those with a name, and of those without, their parts. */
export function namedParts(layer: Layer, address = ''): readonly NamedPart[] {
  const part = (name: string, child: Layer): readonly NamedPart[] => {
    const own = join(address, name);
    return own === address ? namedParts(child, address) : [{ address: own, layer: child }];
  };
  switch (layer.kind) {
    case 'sequential':
    case 'branches':
      return layer.children.flatMap(([name, child]) => part(name, child));
    case 'select':
      return [...layer.children.flatMap(([name, child]) => part(name, child)), ...namedParts(layer.weights, address)];
    case 'shared':
      return namedParts(layer.layer, address);
    case 'residual':
      return [
        ...(layer.preactivation ? namedParts(layer.preactivation, address) : []),
        ...namedParts(layer.body, address),
        ...(layer.shortcut ? part('downsample', layer.shortcut) : []),
        ...(layer.gate ? part('gate', layer.gate.layer) : []),
        ...(layer.activation ? part('activation', layer.activation) : []),
      ];
    default:
      return [];
  }
}

/** Whether a layer with parameters has no name: then the class is that layer. */
export function hasNamelessState(layer: Layer): boolean {
  const of = (name: string, child: Layer): boolean => name === '' && hasNamelessState(child);
  switch (layer.kind) {
    case 'sequential':
    case 'branches':
      return layer.children.some(([name, child]) => of(name, child));
    case 'select':
      return layer.children.some(([name, child]) => of(name, child)) || hasNamelessState(layer.weights);
    case 'shared':
      return hasNamelessState(layer.layer);
    case 'residual':
      return [layer.preactivation, layer.body].some((part) => part !== undefined && hasNamelessState(part));
    default:
      return hasState(layer);
  }
}

/** Addresses of which one is, or lies within, another: what stands there cannot be a module by itself. */
export function conflictsOf(parts: readonly NamedPart[]): ReadonlySet<string> {
  const conflicts = new Set<string>();
  for (const [index, { address }] of parts.entries())
    for (const other of parts.slice(index + 1))
      if (isWithin(address, other.address) || isWithin(other.address, address))
        for (const each of [address, other.address]) conflicts.add(each);
  return conflicts;
}

/** Names whose members are numbered without a gap: an nn.ModuleList. */
export function listsOf(parts: readonly NamedPart[], conflicts: ReadonlySet<string>): ReadonlySet<string> {
  const members = new Map<string, string[]>();
  for (const { address, layer } of parts) {
    const [name = '', ...rest] = address.split('.');
    if (rest.length) members.set(name, [...(members.get(name) ?? []), layer.kind === 'identity' ? '' : rest.join('.')]);
  }
  return new Set(
    [...members].flatMap(([name, rest]) =>
      rest.every((each) => rest.includes(each) && /^(0|[1-9]\d*)$/.test(each) && Number(each) < rest.length) &&
      new Set(rest).size === rest.length &&
      !conflicts.has(name) &&
      ![...conflicts].some((each) => isWithin(each, name))
        ? [name]
        : [],
    ),
  );
}

/** Whether what comes out is N×C, given whether what goes in is. */
export function givesRows(layer: Layer, isRow: boolean): boolean {
  switch (layer.kind) {
    case 'flatten':
    case 'dense':
      return true;
    case 'sequential':
      return layer.children.reduce((row, [, child]) => givesRows(child, row), isRow);
    case 'shared':
      return givesRows(layer.layer, isRow);
    case 'residual':
      return givesRows(layer.body, layer.preactivation ? givesRows(layer.preactivation, isRow) : isRow);
    case 'branches':
      return layer.children.slice(0, 1).some(([, child]) => givesRows(child, isRow));
    default:
      return isRow;
  }
}
