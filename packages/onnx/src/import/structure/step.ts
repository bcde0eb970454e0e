import type { Layer } from '@resnet-compile/dsl';
import type { Parameter } from '../forms/form.ts';
import type { Shape } from '../tensor.ts';

interface Common {
  /** Of one image. */
  readonly shape: Shape;
  /** What the file calls the value, and the node that computes it. */
  readonly value: string;
  readonly node: string;
}

/** The images. */
export interface InputStep extends Common {
  readonly kind: 'input';
}
/** A layer that has no others in it. */
export interface LayerStep extends Common {
  readonly kind: 'layer';
  readonly layer: Layer;
  readonly parameters: readonly Parameter[];
  readonly input: Step;
}
/** Values that are added, multiplied, or put side by side. */
export interface JoinStep extends Common {
  readonly kind: 'join';
  readonly join: 'sum' | 'product' | 'concatenate';
  readonly inputs: readonly Step[];
}
/** Channels of a value. */
export interface PartStep extends Common {
  readonly kind: 'part';
  readonly input: Step;
  readonly from: number;
  readonly count: number;
}
/** Two values that a third one weighs. */
export interface GateStep extends Common {
  readonly kind: 'gate';
  readonly of: 'exclusive' | 'shortcut-only';
  readonly body: Step;
  readonly shortcut: Step;
  readonly gate: Step;
}
/** Branches that are weighed by a softmax over them. */
export interface SelectStep extends Common {
  readonly kind: 'select';
  readonly branches: readonly Step[];
  readonly count: number;
  /** The branches' sum, from which the weights are computed. */
  readonly total: Step;
  readonly weights: Step;
  readonly groups: number;
}
/** The sum within a select: where its weights begin. */
export interface TotalStep extends Common {
  readonly kind: 'total';
  readonly inputs: readonly Step[];
}

/** A value that one of the DSL's layers gives, with what it is computed from. */
export type Step = InputStep | LayerStep | JoinStep | PartStep | GateStep | SelectStep | TotalStep;

/** What a step is computed from. */
export function sourcesOf(step: Step): readonly Step[] {
  switch (step.kind) {
    case 'input':
      return [];
    case 'layer':
    case 'part':
      return [step.input];
    case 'join':
    case 'total':
      return step.inputs;
    case 'gate':
      return [step.body, step.shortcut, step.gate];
    case 'select':
      return [...step.branches, step.weights];
  }
}
