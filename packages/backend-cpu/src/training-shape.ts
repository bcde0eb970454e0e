import type { Access, InputMap } from './access.ts';

/** Cores of a training step, as their code sees them. Those that reduce run over images, not pixels. */
export type TrainingCoreShape =
  | {
      /** Sums dy ⊗ x over all pixels, per filter tap; laid out like packed filters. */
      readonly kind: 'filter_gradient';
      readonly access: Access;
      readonly source: Access;
      /** Columns are counted among the input channels where those of neighbouring pixels follow each other. */
      readonly kernel: readonly [number, number];
      /** Bytes from one filter row, and one filter column, to the next in the source. */
      readonly tapStride: readonly [number, number];
      readonly groups: number;
      readonly outChannels: number;
      readonly inChannels: number;
    }
  | { readonly kind: 'channel_statistics'; readonly access: Access }
  | { readonly kind: 'gradient_sums'; readonly access: Access; readonly source: Access | null }
  | {
      readonly kind: 'max_pool_gradient' | 'average_pool_gradient';
      /** Of dy; `access`: nothing moves with the pixels but the image. */
      readonly access: Access;
      readonly input: InputMap;
      /** Of x, whose pixels are the result's. */
      readonly source: Access | null;
      readonly sourceMap: InputMap | null;
      readonly kernel: readonly [number, number];
      readonly stride: readonly [number, number];
      readonly padding: readonly [number, number];
      readonly countIncludePad: boolean;
    }
  | { readonly kind: 'spread'; readonly access: Access; readonly factor: number }
  | {
      readonly kind: 'upsample';
      readonly access: Access;
      readonly input: InputMap;
      readonly stride: readonly [number, number];
    };

export type TrainingStepShape =
  | { readonly op: 'normalize' }
  | { readonly op: 'add_normalized'; readonly access: Access }
  | { readonly op: 'mask'; readonly access: Access }
  /** `access`: not bytes but the index in N×C×H×W of a pixel's first channel, or of its image; `start`: the first pixel's. */
  | {
      readonly op: 'dropout';
      readonly access: Access;
      readonly start: number;
      readonly channelStride: number;
      readonly rate: number;
    };

export const reducesToTensors = (kind: string): boolean =>
  kind === 'filter_gradient' || kind === 'channel_statistics' || kind === 'gradient_sums';
