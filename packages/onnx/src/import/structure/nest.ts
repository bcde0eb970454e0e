import { identity, type Layer } from '@resnet-compile/dsl';
import type { Problem } from '../problem.ts';
import { Dominators } from './dominators.ts';
import { splitOf } from './parts.ts';
import { pathOfStep } from './paths.ts';
import { residualOf } from './residuals.ts';
import type { GateStep, JoinStep, SelectStep, Step } from './step.ts';
import { branchesOf, sharesAs } from './split-branches.ts';
import type { Sequence, Tree } from './tree.ts';

export interface Nested {
  readonly tree: Sequence;
  readonly problems: readonly Problem[];
}

/** Layers in layers in layers; deeper ones are no network. */
const deepest = 100;
/** What is read in several joins is said in each; networks that are no trees at all would be said without an end. */
const mostRepeated = 1000;

/**
 * Steps that read each other → layers within layers: between a join and the last step that all its inputs come from lie its
 * branches.
 */
export function nest(input: Step, output: Step, containers: ReadonlySet<string>): Nested {
  const nesting = new Nesting(containers);
  const tree = nesting.chain(input, output);
  return { tree, problems: nesting.problems };
}

class Nesting {
  readonly problems: Problem[] = [];
  readonly #dominators = new Dominators();
  readonly #taken = new Set<Step>();
  readonly #containers: ReadonlySet<string>;
  #depth = 0;
  #repeated = 0;

  constructor(containers: ReadonlySet<string>) {
    this.#containers = containers;
  }

  /** The layers from one step to another that all ways lead through the first to. */
  chain(from: Step, to: Step): Sequence {
    const items: Tree[] = [];
    if (++this.#depth > deepest) this.#report(to, `it lies more than ${deepest} joins within others`);
    else
      for (let step: Step | undefined = to; step && step !== from;) {
        const [item, before] = this.#item(step);
        if (item) items.push(item);
        step = before;
      }
    this.#depth--;
    return { kind: 'sequence', step: to, items: items.toReversed() };
  }

  /** What a step adds to a chain, and the step before it. */
  #item(step: Step): readonly [Tree | undefined, Step | undefined] {
    if (this.#taken.has(step) && step.kind !== 'part' && ++this.#repeated > mostRepeated) {
      this.#report(
        step,
        `what it gives is read in joins that lie across each other; layers within layers would have to repeat more than ${mostRepeated} layers`,
      );
      return [undefined, undefined];
    }
    this.#taken.add(step);
    switch (step.kind) {
      case 'input':
        return [undefined, undefined];
      case 'layer': {
        const { layer, parameters } = step;
        const path = pathOfStep(step, this.#containers);
        return [{ kind: 'leaf', step, layer, parameters, ...(path ? { path } : {}) }, step.input];
      }
      case 'part':
        this.#report(
          step,
          `it takes channels ${step.from} to ${step.from + step.count - 1} of ${step.input.shape[0] ?? 0}; channels are shared out to branches whose results are put side by side, or weighed, and nothing else`,
        );
        return [undefined, step.input];
      case 'total':
        return [undefined, this.#dominators.of(step)];
      case 'gate':
        return this.#gated(step);
      case 'select':
        return this.#selected(step);
      case 'join':
        return this.#joined(step);
    }
  }

  #gated(step: GateStep): readonly [Tree, Step | undefined] {
    const from = this.#dominators.of(step);
    const between = (start: Step | undefined, to: Step): Sequence => (start ? this.chain(start, to) : emptyAt(to));
    const shortcut = between(from, step.shortcut);
    // Beside layers of a shortcut, the input is prepared for all; beside the input itself, for the others.
    const prepared = shortcut.items.length ? from : this.#dominators.common([step.body, step.gate]);
    const preactivation = between(from, prepared ?? step.body);
    const tree: Tree = {
      kind: 'residual',
      step,
      ...(preactivation.items.length ? { preactivation } : {}),
      body: between(prepared, step.body),
      ...(shortcut.items.length ? { shortcut } : {}),
      gate: { of: step.of, tree: between(prepared, step.gate) },
    };
    return [tree, from];
  }

  #selected(step: SelectStep): readonly [Tree, Step | undefined] {
    const from = this.#dominators.common(step.branches);
    const weights = this.chain(step.total, step.weights);
    const common = { kind: 'select', step, weights, groups: step.groups } as const;
    const [only, ...others] = step.branches;
    if (only && !others.length)
      return [
        { ...common, reads: 'parts', items: Array.from({ length: step.count }, () => identityAt(undefined)) },
        only,
      ];
    const parts = from && splitOf(step.branches, from, this.#dominators);
    if (parts && parts.reads === 'parts') {
      const items = step.branches.map((to, index) => orIdentity(this.chain(parts.bottoms[index] ?? to, to)));
      return [{ ...common, reads: 'parts', ...sharesAs(parts.shares), items }, parts.source];
    }
    const items = step.branches.map((to) => orIdentity(from ? this.chain(from, to) : emptyAt(to)));
    return [{ ...common, items }, from];
  }

  #joined(step: JoinStep): readonly [Tree, Step | undefined] {
    const from = this.#dominators.of(step);
    const inputs = this.#flat(step, from);
    const split = step.join === 'concatenate' ? this.#split(step, inputs) : undefined;
    if (split) return split;
    const branches = inputs.map((to) => (from ? this.chain(from, to) : emptyAt(to)));
    if (step.join === 'sum') {
      const tree = residualOf(step, branches);
      if (tree) return [tree, from];
    }
    const items = (
      step.join === 'product' ? branches.toSorted((a, b) => a.items.length - b.items.length) : branches
    ).map(orIdentity);
    return [{ kind: 'branches', step, join: step.join, items }, from];
  }

  /** (a + b) + c as a sum of three, where a + b is of nothing but what c is of as well. */
  #flat(step: JoinStep, from: Step | undefined): readonly Step[] {
    if (step.join !== 'sum') return step.inputs;
    return step.inputs.flatMap((input) =>
      input.kind === 'join' &&
      input.join === 'sum' &&
      step.inputs.length === 2 &&
      this.#dominators.of(input) === from &&
      !this.#isShared(input, step)
        ? this.#flat(input, from)
        : [input],
    );
  }

  /** Whether the other operand reads a sum as well. */
  #isShared(input: Step, { inputs }: JoinStep): boolean {
    return inputs.filter((each) => each === input).length > 1;
  }

  /** Branches that read parts of the channels, and stand side by side again. */
  #split(step: JoinStep, inputs: readonly Step[]): readonly [Tree, Step] | undefined {
    const flat = inputs.flatMap(function within(each): readonly Step[] {
      return each.kind === 'join' && each.join === 'concatenate' ? each.inputs.flatMap(within) : [each];
    });
    for (const all of [inputs, flat]) {
      const from = this.#dominators.common(all);
      const split = from && splitOf(all, from, this.#dominators);
      if (split) {
        const trees = all.map((to, index) => orIdentity(this.chain(split.bottoms[index] ?? split.source, to)));
        return [branchesOf(step, trees, split), split.source];
      }
    }
    return undefined;
  }

  #report({ node }: Step, message: string): void {
    if (!this.problems.some((each) => each.node === node))
      this.problems.push({ node, op: 'value', inputs: [], message });
  }
}

const emptyAt = (step: Step): Sequence => ({ kind: 'sequence', step, items: [] });
const identityAt = (step: Step | undefined): Tree => ({
  kind: 'leaf',
  step,
  layer: identity() satisfies Layer,
  parameters: [],
});
const orIdentity = (tree: Tree): Tree =>
  tree.kind === 'sequence' && !tree.items.length ? identityAt(tree.step) : tree;
