import type { BranchesLayer, Layer, Network, Problem, SelectLayer, TrainingOptions } from '@resnet-compile/dsl';
import {
  describeShape,
  elementsPerImage,
  GraphBuilder,
  itemOf,
  makeParameter,
  pointwise,
  ShapeError,
  sameShape,
  type InitialValue,
  type Node,
  type Origin,
} from '@resnet-compile/ir';
import { joinOf, partsOf, selected, sharesOf, type Results } from './branches.ts';
import { doubtOfResidual } from './doubt-of-residual.ts';
import { hintOfResidual } from './hint-of-residual.ts';
import { join } from './join.ts';
import { ruleOf } from './layers/index.ts';
import { siteIn, type SimpleLayer, type Site } from './layers/layer-rule.ts';
import { common, isKnown, isUnknown, unified, unknownValue } from './partial-shape.ts';
import { passesOn } from './passes-on.ts';
import { withProblem } from './same-place.ts';
import { Sharing } from './sharing.ts';
import { LayerValues } from './tapped-layers.ts';

/** What a declaration of training says of the values that parameters begin as. */
export type Initialization = Pick<TrainingOptions, 'initialization' | 'zeroGamma'>;

/** Goes through the layers of a network, and appends their nodes. */
export class LayerWalk {
  readonly builder = new GraphBuilder();
  problems: readonly Problem[] = [];
  readonly values = new LayerValues();
  readonly sharing = new Sharing();
  readonly #doubts: Problem[] = [];
  /** Whether the DSL has found a layer to be wrong. */
  mistaken = false;
  readonly #names = new Set<string>();
  /** Within a layer that stood elsewhere before: its parts did too. */
  #repeats = false;
  #keys = 0;
  readonly #file: (file: string) => string;
  /** Of convolutions (He et al. 2015). */
  readonly #filters: InitialValue;
  readonly #zeroGamma: boolean;

  constructor(file: (file: string) => string, { initialization, zeroGamma = false }: Initialization) {
    this.#file = file;
    this.#filters = { distribution: 'he_normal', fan: initialization === 'fan-in' ? 'in' : 'out' };
    this.#zeroGamma = zeroGamma;
  }

  /**
   * Appends a layer's nodes behind `x`; `path` is its name in the state dict. `ends`: what it gives is what a residual's
   * body adds, or all of that which dropout leaves.
   */
  layer(layer: Layer, path: string, x: Node, ends = false): Node {
    this.mistaken ||= layer.problems.length > 0;
    if (!this.sharing.stoodBefore(layer, path) || this.#repeats) return this.#walk(layer, path, x, ends);
    this.#repeats = true;
    const parameters = this.#names.size;
    const result = this.#walk(layer, path, x, ends);
    this.#repeats = false;
    if (this.#names.size > parameters) this.sharing.repeated(layer, path);
    return result;
  }

  #walk(layer: Layer, path: string, x: Node, ends: boolean): Node {
    switch (layer.kind) {
      case 'shared':
        return layer.problems.length
          ? unknownValue()
          : this.sharing.within(layer, path, () => this.layer(layer.layer, path, x, ends));
      case 'sequential': {
        const end = ends ? layer.children.findLastIndex(([, child]) => !passesOn(child)) : -1;
        const last = layer.children.reduce(
          (input, [name, child], index) => this.#part(child, path, name, input, index === end),
          x,
        );
        return layer.problems.length ? unknownValue() : last;
      }
      case 'residual':
        return this.#residual(layer, path, x);
      case 'branches':
        return this.#joined(layer, path, this.#branches(layer, path, x), joinOf[layer.join]);
      case 'select': {
        const branches = this.#branches(layer, path, x);
        const weights = this.layer(layer.weights, path, this.#joined(layer, path, branches, joinOf.sum));
        return isKnown(weights)
          ? this.#joined(layer, path, branches, (results, add) => selected(layer, results, weights, add))
          : unknownValue();
      }
      default: {
        const rule = ruleOf(layer);
        const mistaken = (): Node => rule.mistaken?.(layer, x) ?? unknownValue();
        if (layer.problems.length) return mistaken();
        return this.#checked(layer, path, mistaken, () =>
          isKnown(x) ? this.#simple(layer, path, x, ends) : (rule.behindMistake?.(layer, x) ?? x),
        );
      }
    }
  }

  /** A part of the layer of `path`; without a name, its path is that layer's, which gives something else. */
  #part(layer: Layer, path: string, name: string, x: Node, ends = false): Node {
    const own = join(path, name);
    const value = this.layer(layer, own, x, ends);
    return own === path ? value : this.values.note(own, value);
  }

  expectClasses(network: Network, output: Node): void {
    const shape = output.type.shape;
    if (shape.length === 2 || isUnknown(output)) return;
    this.#report({
      code: 'RC1201',
      message: `the network's output is ${describeShape(shape)}; expected N×classes`,
      hint:
        elementsPerImage(output.type) === shape[1]
          ? 'end it with dense(classes), or with flatten() where its channels are the classes'
          : 'end it with globalAveragePool() and dense(classes)',
      ...(network.position ? { position: network.position } : {}),
    });
  }

  #residual(layer: Extract<Layer, { kind: 'residual' }>, path: string, x: Node): Node {
    const origin = this.#origin(layer, path);
    const active = layer.preactivation ? this.layer(layer.preactivation, path, x) : x;
    const body = this.layer(layer.body, path, active, true);
    const shortcut = layer.shortcut ? this.#part(layer.shortcut, path, 'downsample', active) : x;
    const gate = layer.gate && this.#part(layer.gate.layer, path, 'gate', active);
    const sum = (): Node => {
      if (layer.problems.length || (gate && !isKnown(gate))) return unknownValue();
      if (isKnown(body) && isKnown(shortcut) && sameShape(body.type.shape, shortcut.type.shape)) {
        const doubt = doubtOfResidual(layer);
        if (doubt) this.#doubts.push({ ...doubt, ...at(layer), ...(path ? { path } : {}) });
        const inputs = [body, shortcut, ...(gate ? [gate] : [])] as const;
        const of = layer.gate ? gated[layer.gate.of] : pointwise.sum;
        const added = (): Node => this.builder.add('map', { of }, inputs, { ...origin, path: join(path, 'add') });
        return gate ? this.#checked(layer, path, unknownValue, added) : added();
      }
      const both = unified(body, shortcut);
      if (both) return both;
      this.#report({
        code: 'RC1202',
        ...at(layer),
        ...(path ? { path } : {}),
        message: `the two sides of a residual differ in shape: its body gives ${describeShape(body.type.shape)}, its ${layer.shortcut ? 'shortcut' : 'identity'} ${describeShape(shortcut.type.shape)}`,
        hint: hintOfResidual(layer, body.type.shape, shortcut.type.shape),
      });
      return common(body, shortcut);
    };
    const result = sum();
    return layer.activation ? this.#part(layer.activation, path, 'activation', result) : result;
  }

  /** What the branches of a layer give, each of what it reads. */
  #branches(layer: BranchesLayer | SelectLayer, path: string, x: Node): readonly Node[] {
    const { children, reads } = layer;
    const add = this.#adder(layer, path);
    const nothing = children.map(unknownValue);
    const parts = (): readonly Node[] => {
      if (!reads) return children.map(() => x);
      if (layer.problems.length || !isKnown(x)) return nothing;
      return this.#checked<readonly Node[]>(
        layer,
        path,
        () => nothing,
        () => partsOf(x, sharesOf(layer), add),
      );
    };
    const results: Node[] = [];
    for (const [index, part] of parts().entries()) {
      const [name, branch] = itemOf(children, index);
      const before = reads === 'cascade' ? results.at(-1) : undefined;
      const entering = before ? this.#joined(layer, path, [part, before], joinOf.sum) : part;
      results.push(this.#part(branch, path, name, entering));
    }
    return results;
  }

  #joined(
    layer: BranchesLayer | SelectLayer,
    path: string,
    [first, ...others]: readonly Node[],
    make: (results: Results, add: Site['add']) => Node,
  ): Node {
    return layer.problems.length || !first || ![first, ...others].every(isKnown)
      ? unknownValue()
      : this.#checked(layer, path, unknownValue, () => make([first, ...others], this.#adder(layer, path)));
  }

  #adder(layer: Layer, path: string): Site['add'] {
    const origin = this.#origin(layer, path);
    return (op, attributes, inputs) => this.builder.add(op, attributes, inputs, origin);
  }

  #simple(layer: SimpleLayer, path: string, x: Node, ends: boolean): Node {
    const origin = this.#origin(layer, path);
    const parameter: Site['parameter'] = (leaf, shape, initial = 0, kind = 'parameter') => {
      const name = this.#unused(join(path, leaf), layer, path);
      const known = this.sharing.parameter(name, shape);
      if (known) return known;
      return this.sharing.note(name, this.builder.append(makeParameter(name, shape, kind, origin, initial)));
    };
    const rest = { filters: this.#filters, beginsAsZero: ends && this.#zeroGamma, nextKey: () => this.#keys++ };
    return ruleOf(layer).build(layer, x, siteIn(this.builder, origin, { ...rest, parameter }));
  }

  /** A parameter's name. A preactivation, a body and an activation can give two layers the same one. */
  #unused(name: string, layer: Layer, path: string): string {
    if (!this.#names.has(name)) {
      this.#names.add(name);
      return name;
    }
    this.#report({
      code: 'RC1103',
      message: `two layers have a parameter named ${name}`,
      ...at(layer),
      ...(path ? { path } : {}),
      hint: 'name them apart: the parts of a residual share the names of its block',
    });
    return name;
  }

  #checked<Made = Node>(layer: Layer, path: string, otherwise: () => Made, make: () => Made): Made {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      this.#report({
        code: error.tooSmall ? 'RC1203' : 'RC1201',
        message: error.message,
        ...at(layer),
        ...(error.hint === undefined ? {} : { hint: error.hint }),
        ...(path ? { path } : {}),
      });
      return otherwise();
    }
  }

  /** What is right, and hardly meant. */
  get warnings(): readonly Problem[] {
    return [...this.sharing.warnings, ...this.#doubts].reduce(withProblem, []);
  }

  #report(problem: Problem): void {
    this.problems = withProblem(this.problems, { ...problem, message: problem.message.replaceAll('NaN', '?') });
  }

  #origin({ position }: Layer, path: string): Origin {
    return {
      ...(path ? { path } : {}),
      ...(position ? { file: this.#file(position.file), line: position.line, column: position.column } : {}),
    };
  }
}

const gated = { exclusive: pointwise.exclusivelyGated, 'shortcut-only': pointwise.shortcutGated } as const;

const at = ({ position }: Layer): Pick<Problem, 'position'> => (position ? { position } : {});
