/** What a number of an expression says: numbers that say the same may become one parameter. */
export type Role =
  | 'in_channels'
  | 'out_channels'
  | 'channels'
  | 'kernel_size'
  | 'stride'
  | 'padding'
  | 'dilation'
  | 'groups'
  | 'blocks'
  | 'rate';

/** A literal, or the name of a parameter, as Python spells it. */
export interface Value {
  readonly kind: 'value';
  readonly text: string;
  /** Of numbers that may differ from one use of a class to the next. */
  readonly role?: Role;
  /** The member that has it, by which a parameter is named that needs more than its role. */
  readonly owner?: string;
}

export interface Argument {
  /** Of a keyword. */
  readonly name?: string;
  readonly value: Expression;
  /** What it is where it is left out. */
  readonly usual?: string;
}

export interface Call {
  readonly kind: 'call';
  readonly callee: string;
  readonly arguments: readonly Argument[];
}

/** nn.Sequential of named children, or of numbered ones. */
export interface Sequential {
  readonly kind: 'sequential';
  readonly children: readonly { readonly name?: string; readonly value: Expression }[];
}

/** nn.ModuleList, or the list that one is made of. */
export interface ModuleList {
  readonly kind: 'list';
  readonly items: readonly Expression[];
  readonly isBare?: boolean;
}

/** The same child of a numbered nn.Sequential, so many times. */
export interface Run {
  readonly kind: 'run';
  readonly of: Expression;
  /** How many children there are up to its end. */
  readonly blocks: Value;
  /** How many stand before it. */
  readonly after: number;
}

/** A module with members and a forward of its own, of which a class is to be made. */
export interface Instance {
  readonly kind: 'instance';
  /** What its class might be called. */
  readonly name: string;
  /** What it is itself, whose parameters have no name between. */
  readonly base: Call | Sequential | ModuleList | undefined;
  readonly members: readonly Member[];
  readonly forward: Forward | undefined;
  /** Built by the caller: of two that differ in nothing else, one may have none. */
  readonly optional?: Expression | undefined;
}

export interface Member {
  /** Names from the class's own on. */
  readonly address: readonly string[];
  readonly value: Expression;
}

/** Statements; the marks in them stand for the shortcut. */
export interface Forward {
  readonly lines: readonly string[];
  /** Where there may be a `downsample`: what is read where there is none, and where there is one. */
  readonly shortcut?: { readonly identity: string; readonly projection: string };
}

export type Expression = Value | Call | Sequential | ModuleList | Run | Instance;

export const value = (text: string, role?: Role): Value => ({ kind: 'value', text, ...(role ? { role } : {}) });
export const call = (callee: string, ...given: readonly Argument[]): Call => ({
  kind: 'call',
  callee,
  arguments: given,
});

/** An expression with other parts directly within it. */
export function mapParts<Of extends Expression>(of: Of, change: (part: Expression) => Expression): Of;
export function mapParts(of: Expression, change: (part: Expression) => Expression): Expression {
  const each = <One extends Expression>(one: One): One => change(one) as One;
  switch (of.kind) {
    case 'value':
      return of;
    case 'call':
      return { ...of, arguments: of.arguments.map((one) => ({ ...one, value: each(one.value) })) };
    case 'sequential':
      return { ...of, children: of.children.map((one) => ({ ...one, value: each(one.value) })) };
    case 'list':
      return { ...of, items: of.items.map(each) };
    case 'run':
      return { ...of, of: each(of.of), blocks: each(of.blocks) };
    case 'instance':
      return {
        ...of,
        base: of.base && each(of.base),
        members: of.members.map((member) => ({ ...member, value: each(member.value) })),
        ...(of.optional ? { optional: each(of.optional) } : {}),
      };
  }
}

/** What is directly within an expression. */
export function partsOf(of: Expression): readonly Expression[] {
  const parts: Expression[] = [];
  mapParts(of, (part) => {
    parts.push(part);
    return part;
  });
  return parts;
}

/** An expression with other values in place of its own, in order. */
export const mapValues = (of: Expression, change: (value: Value) => Expression): Expression =>
  of.kind === 'value' ? change(of) : mapParts(of, (part) => mapValues(part, change));

/** An expression in which every part, from the innermost, is what `change` makes of it. */
export const rewritten = (of: Expression, change: (part: Expression) => Expression): Expression =>
  change(mapParts(of, (part) => rewritten(part, change)));

/** An expression with others in place of some of its parts, the outermost. */
export const replaced = (of: Expression, by: ReadonlyMap<Expression, Expression>): Expression =>
  by.get(of) ?? mapParts(of, (part) => replaced(part, by));
