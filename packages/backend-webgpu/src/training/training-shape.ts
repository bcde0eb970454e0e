import type { Window } from '@resnet-compile/ir';
import type { Operand } from '../operand.ts';
import type { FilterWindow } from '../plan.ts';

/** Cores of a training step that compute a map; reductions have shapes of their own. */
export type TrainingCoreShape =
  /** `filters`: how they lie; `window`: the output channels that a vector of input channels takes gradients from. */
  | ({
      readonly kind: 'input_gradient';
      readonly input: Operand;
      readonly grouped: boolean;
      readonly filters: FilterWindow;
      readonly window: FilterWindow;
    } & Window)
  | ({ readonly kind: 'max_pool_gradient'; readonly input: Operand; readonly source: Operand } & Window)
  | ({ readonly kind: 'average_pool_gradient'; readonly input: Operand; readonly countIncludePad: boolean } & Window)
  | { readonly kind: 'spread'; readonly input: Operand }
  | { readonly kind: 'upsample'; readonly input: Operand; readonly stride: readonly [number, number] };

/** `mean`, `scale`, `shift`: places among the tensors. */
export type TrainingStepShape =
  | { readonly op: 'normalize'; readonly mean: number; readonly scale: number; readonly shift: number }
  | { readonly op: 'add_normalized'; readonly operand: Operand; readonly mean: number; readonly scale: number }
  | { readonly op: 'mask'; readonly operand: Operand }
  | { readonly op: 'dropout'; readonly rate: number; readonly per: 'element' | 'image'; readonly key: number };
