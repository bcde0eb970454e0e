import type { Layer } from '@resnet-compile/dsl';
import type { Budget } from '../evaluate.ts';
import type { Region } from '../region.ts';
import type { Tensor } from '../tensor.ts';
import type { ComputedValue, MapValue, Value } from '../values.ts';

/** A tensor of a layer's state. */
export interface Parameter {
  /** The last part of its name: `weight`, `bias`, `running_mean`, … */
  readonly leaf: string;
  readonly tensor: Tensor;
  /** As the file calls it, where it stands there by itself. */
  readonly name?: string;
}

/** A layer without others in it, and its state. */
export interface FoundLayer {
  readonly layer: Layer;
  readonly parameters: readonly Parameter[];
  /** The node that does most of it, where that is not the last. */
  readonly node?: string;
}

/** What a value is in the words of the DSL. */
export type Form =
  /** Layers one after the other; the value is its input where there are none. */
  | {
      readonly kind: 'layers';
      readonly input: MapValue;
      readonly layers: readonly FoundLayer[];
      readonly note?: string;
    }
  | { readonly kind: 'join'; readonly join: 'sum' | 'product' | 'concatenate'; readonly inputs: readonly MapValue[] }
  | { readonly kind: 'part'; readonly input: MapValue; readonly from: number; readonly count: number }
  /** N×C as N×C×1×1. */
  | { readonly kind: 'pixel'; readonly input: MapValue }
  | {
      readonly kind: 'gate';
      readonly of: 'exclusive' | 'shortcut-only';
      readonly body: MapValue;
      readonly shortcut: MapValue;
      readonly gate: MapValue;
    }
  | {
      readonly kind: 'select';
      /** One where all are parts of it. */
      readonly branches: readonly MapValue[];
      readonly count: number;
      /** The branches' sum, which the weights are made of. */
      readonly total: MapValue;
      readonly weights: MapValue;
      readonly groups: number;
    }
  /** The sum within a select. */
  | { readonly kind: 'total'; readonly inputs: readonly MapValue[] };

export type LayersForm = Extract<Form, { readonly kind: 'layers' }>;

export interface Context {
  /** Images at a time, as shapes have it. */
  readonly batch: number;
  readonly budget: Budget;
  /** What is handed out. */
  readonly outputs: readonly Value[];
  /** What reads a value. */
  readonly usersOf: (value: MapValue) => readonly ComputedValue[];
}

/** Recognises a value by what stands around it. @throws {RangeError} for what it is not, but nearly. */
export type ValueForm = (value: ComputedValue, context: Context) => Form | undefined;

/** Recognises what lies between two values, by what it computes. */
export type RegionForm = (region: Region, context: Context) => Form | undefined;

export const oneLayer = (input: MapValue, layer: Layer, parameters: readonly Parameter[] = []): LayersForm => ({
  kind: 'layers',
  input,
  layers: [{ layer, parameters }],
});

export const asIs = (input: MapValue): Form => ({ kind: 'layers', input, layers: [] });
