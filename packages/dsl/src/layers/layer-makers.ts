import type { Layer } from '../layer.ts';
import type { ConvOptions } from './conv.ts';

/** What makes the layers within a composition. */
export interface LayerMakers {
  /** A convolution. */
  readonly conv: (channels: number, options?: ConvOptions) => Layer;
  /** A norm. */
  readonly norm: () => Layer;
  /** An activation. */
  readonly activation: () => Layer;
}
