import type { BranchesLayer, Layer, ResidualLayer, SelectLayer } from '@resnet-compile/dsl';
import { call, type Call, type Expression, type Forward, type Instance } from '../python/expression.ts';
import { shortcutMark } from '../python/class-text.ts';
import { flat } from '../python/print.ts';
import { textLiteral } from '../python/literals.ts';
import { hasState, isDense, isSimple, type SimpleLayer } from './layer-call.ts';
import { Members } from './members.ts';
import type { Modules } from './modules.ts';
import { givesRows } from './named-parts.ts';
import { join } from './paths.ts';
import { isPlain, isTerm, Statements } from './statements.ts';

/** A class in the making: its members, and the statements of its forward. */
export class Scope {
  readonly #modules: Modules;
  readonly #path: string;
  readonly #owner: Layer;
  readonly #members: Members;
  readonly #statements = new Statements();
  /** Whether values that are handed out are kept by this forward itself. */
  readonly #keeps: boolean;
  #base: Call | undefined;
  #optional: Expression | undefined;
  #shortcut: Forward['shortcut'];

  constructor(modules: Modules, owner: Layer, path: string, keeps = false) {
    this.#modules = modules;
    this.#owner = owner;
    this.#path = path;
    this.#keeps = keeps;
    this.#members = new Members(owner);
  }

  instance(name: string, result: string): Instance {
    return {
      kind: 'instance',
      name,
      base: this.#base ?? this.#members.numbered,
      members: this.#members.all,
      forward: {
        lines: [...this.#statements.lines, `return ${result}`],
        ...(this.#shortcut ? { shortcut: this.#shortcut } : {}),
      },
      ...(this.#shortcut ? { optional: this.#optional } : {}),
    };
  }

  /** Applies a layer, whose address is '' where it is the class itself; what is computed on the way may go to `target`. */
  walk(layer: Layer, address: string, x: string, target: string, isRow: boolean): string {
    switch (layer.kind) {
      case 'shared':
        return this.#modules.sharing.within(layer, join(this.#path, address), () =>
          this.walk(layer.layer, address, x, target, isRow),
        );
      case 'sequential':
        return layer.children.reduce(
          ({ value, row }, [name, child]) => ({
            value: this.#part(child, address, name, value, target, row),
            row: givesRows(child, row),
          }),
          { value: x, row: isRow },
        ).value;
      case 'residual':
        return this.#residual(layer, address, x, target, isRow);
      case 'branches':
        return joined[layer.join](this.#branches(layer, address, x, target, isRow));
      case 'select':
        return this.#select(layer, address, x, target, isRow);
      default:
        return this.#simple(layer, address, x, target, isRow);
    }
  }

  #part(layer: Layer, address: string, name: string, x: string, target: string, isRow: boolean): string {
    const own = join(address, name);
    if (own === address) return this.walk(layer, address, x, target, isRow);
    return this.#tapped(own, this.#applied(layer, own, x, target, isRow), target);
  }

  /** A layer that has a name: as a module by itself, where its name is its own. */
  #applied(layer: Layer, own: string, x: string, target: string, isRow: boolean): string {
    if (isSimple(layer) || this.#members.isContested(own)) return this.walk(layer, own, x, target, isRow);
    const path = join(this.#path, own);
    const module = this.#members.add(own, this.#modules.moduleOf(layer, path, isRow));
    if (this.#modules.isTapped(path)) this.#modules.places.set(path, path);
    return this.#statements.called(module, x, target, { begins: true, flattens: isDense(layer) && !isRow });
  }

  /** Keeps a value that is handed out, here or by a module that stands for it. */
  #tapped(own: string, value: string, target: string): string {
    const path = join(this.#path, own);
    if (!this.#modules.isTapped(path)) return value;
    if (this.#keeps) {
      const variable = this.#statements.settled(value, target);
      this.#statements.lines.push(`outputs[${textLiteral(path)}] = ${variable}`);
      return variable;
    }
    if (this.#modules.places.has(path)) return value;
    const name = this.#members.unusedName('output');
    this.#modules.places.set(path, join(this.#path, name));
    return `${this.#members.add(name, call('nn.Identity'))}(${value})`;
  }

  #simple(layer: SimpleLayer, address: string, x: string, target: string, isRow: boolean): string {
    if (layer.kind === 'identity') return x;
    const module = this.#moduleOfSimple(layer, address, isRow);
    const how = { begins: heads.has(layer.kind), flattens: layer.kind === 'dense' && !isRow };
    return this.#statements.called(module, x, target, how);
  }

  /** The member that a layer is, by its name, by another where that is taken, or the class itself where it has none. */
  #moduleOfSimple(layer: SimpleLayer, address: string, isRow: boolean): string {
    const members = this.#members;
    const path = join(this.#path, address);
    const made = (): Call => this.#modules.simple(layer, path, isRow);
    if (!hasState(layer)) {
      const module = made();
      const there = members.at(address);
      // The same layer without parameters under the same name, such as a ReLU.
      if (there && flat(there) === flat(module)) return members.referenceTo(address);
      const isFree = address !== '' && !there && !members.isStateful(address);
      return members.add(isFree ? address : members.unusedName(address.split('.').pop() || nameOf(layer)), module);
    }
    if (this.#modules.sharing.placeOf(path) !== path) {
      const isFree = address !== '' && !members.isContested(address);
      const name = isFree ? address : members.unusedName(nameOf(layer));
      const module = made();
      const link = this.#modules.links.pop();
      if (link) this.#modules.links.push({ ...link, place: join(this.#path, name) });
      return members.add(name, module);
    }
    if (address === '') {
      this.#base ??= made();
      this.#modules.bases.set(path, this.#base.callee);
      return 'super().forward';
    }
    return members.at(address) ? members.referenceTo(address) : members.add(address, made());
  }

  #residual(layer: ResidualLayer, address: string, given: string, target: string, isRow: boolean): string {
    const statements = this.#statements;
    const x = statements.settled(given, target);
    const name = layer.preactivation ? statements.fresh('active') : x;
    const active = layer.preactivation
      ? statements.settled(this.walk(layer.preactivation, address, x, name, isRow), name)
      : x;
    const row = layer.preactivation ? givesRows(layer.preactivation, isRow) : isRow;
    const yName = statements.fresh('y');
    const y = statements.settled(this.walk(layer.body, address, active, yName, row), yName);
    const sum = layer.gate
      ? this.#gated(layer, layer.gate, address, { x, active, y, row })
      : `${y} + ${this.#shortcutOf(layer, address, { x, active, row })}`;
    return layer.activation
      ? this.#part(layer.activation, address, 'activation', sum, target, givesRows(layer.body, row))
      : sum;
  }

  #gated(
    layer: ResidualLayer,
    gate: NonNullable<ResidualLayer['gate']>,
    address: string,
    { x, active, y, row }: { readonly x: string; readonly active: string; readonly y: string; readonly row: boolean },
  ): string {
    const statements = this.#statements;
    const sideName = layer.shortcut ? statements.fresh('shortcut') : x;
    const side = layer.shortcut
      ? statements.settled(this.#part(layer.shortcut, address, 'downsample', active, sideName, row), sideName)
      : x;
    const gateName = statements.fresh('gate');
    const g = statements.settled(this.#part(gate.layer, address, 'gate', active, gateName, row), gateName);
    return gate.of === 'exclusive' ? `${g} * ${y} + (1 - ${g}) * ${side}` : `${y} + (1 - ${g}) * ${side}`;
  }

  /** What is added to a body: of a block that is a class of its own, of what blocks may have or not. */
  #shortcutOf(
    layer: ResidualLayer,
    address: string,
    { x, active, row }: { readonly x: string; readonly active: string; readonly row: boolean },
  ): string {
    const { shortcut } = layer;
    const path = join(this.#path, 'downsample');
    const isOptional =
      layer === this.#owner &&
      address === '' &&
      !this.#members.isContested('downsample') &&
      !this.#modules.isTapped(path);
    if (!isOptional)
      return shortcut
        ? this.#part(shortcut, address, 'downsample', active, this.#statements.fresh('shortcut'), row)
        : x;
    this.#optional = shortcut && this.#modules.moduleOf(shortcut, path, row);
    const argument = shortcut && isDense(shortcut) && !row ? `${active}.flatten(1)` : active;
    this.#shortcut = { identity: x, projection: `self.downsample(${argument})` };
    return shortcutMark;
  }

  /** What the branches give, in their order. */
  #branches(
    layer: BranchesLayer | SelectLayer,
    address: string,
    given: string,
    target: string,
    isRow: boolean,
  ): readonly string[] {
    const statements = this.#statements;
    const x = statements.settled(given, target);
    const { children, reads } = layer;
    const parts = reads && children.length > 1 ? this.#split(x, layer) : undefined;
    const results: string[] = [];
    for (const [index, [name, child]] of children.entries()) {
      const before = reads === 'cascade' ? results.at(-1) : undefined;
      const part = parts?.[index] ?? x;
      const entering = before === undefined ? part : `${part} + ${before}`;
      const variable = parts ? part : child.kind === 'identity' && !before ? x : statements.fresh('y');
      const result = this.#part(child, address, name, entering, variable, isRow);
      // What follows may need lines of its own, which come later.
      const isShort = index === children.length - 1 && isTerm(result) && result.length < 40;
      results.push(isShort ? result : statements.settled(result, variable));
    }
    return results;
  }

  #split(x: string, { children, shares }: BranchesLayer | SelectLayer): readonly string[] {
    const whole = shares?.reduce((sum, share) => sum + share, 0) ?? 0;
    const parts =
      !shares || shares.every((share) => share === shares[0])
        ? `${x}.chunk(${children.length}, 1)`
        : `${x}.split([${x}.shape[1] * share // ${whole} for share in (${shares.join(', ')})], 1)`;
    return this.#statements.split(parts, children.length);
  }

  /** The sum of branches, weighed by a softmax over them. */
  #select(layer: SelectLayer, address: string, given: string, target: string, isRow: boolean): string {
    const statements = this.#statements;
    const results = this.#branches(layer, address, given, target, isRow).map((each) =>
      isPlain(each) ? each : statements.settled(each, statements.fresh('y')),
    );
    const name = statements.fresh('weights');
    const weights = statements.settled(this.walk(layer.weights, address, results.join(' + '), name, false), name);
    const { groups } = layer;
    const count = results.length;
    if (count === 1) return `${results.join('')} * torch.sigmoid(${weights})`;
    const shape = groups === 1 ? `(${count}, -1)).softmax(1)` : `(${groups}, ${count}, -1)).softmax(2)`;
    statements.lines.push(`${name} = ${weights}.unflatten(1, ${shape}`);
    const weigh = (index: number): string =>
      groups === 1 ? `${name}[:, ${index}]` : `${name}[:, :, ${index}].flatten(1, 2)`;
    return results.map((each, index) => `${each} * ${weigh(index)}`).join(' + ');
  }
}

const joined: { readonly [Join in BranchesLayer['join']]: (results: readonly string[]) => string } = {
  concatenate: (results) => (results.length === 1 ? results.join('') : `torch.cat([${results.join(', ')}], 1)`),
  sum: (results) => results.join(' + '),
  product: (results) => results.join(' * '),
};

/** Layers that begin a line of a forward. */
const heads: ReadonlySet<string> = new Set([
  'conv',
  'dense',
  'channelConv',
  'maxPool',
  'averagePool',
  'globalAveragePool',
]);

const nameOf = (layer: SimpleLayer): string =>
  layer.kind === 'activation'
    ? layer.activation
    : layer.kind.endsWith('Pool')
      ? 'pool'
      : layer.kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
