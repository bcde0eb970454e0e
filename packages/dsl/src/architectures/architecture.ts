import { withDefaults } from '../check-options.ts';
import type { Network } from '../network-description.ts';
import type { ResNetOptions } from '../resnet/options.ts';
import { resnet } from '../resnet/resnet.ts';

/** What may be changed of a network that has a name. */
export type Overrides = Partial<ResNetOptions>;
/** A network by its name. */
export type Architecture = (options?: Overrides) => Network;

export const architecture =
  (defaults: ResNetOptions): Architecture =>
  (options = {}) =>
    resnet(withDefaults(defaults, options));
