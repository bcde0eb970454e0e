import { withDefaults } from '../check-options.ts';
import type { Network } from '../network-description.ts';
import type { ResNetOptions } from '../resnet/options.ts';
import { resnet } from '../resnet/resnet.ts';

/** What may be changed of a network that has a name. */
export type Overrides = Partial<ResNetOptions>;
/** A network by its name. */
export type Architecture = (options?: Overrides) => Network;

const defaults = new WeakMap<Architecture, ResNetOptions>();

export function architecture(own: ResNetOptions): Architecture {
  const make: Architecture = (options = {}) => resnet(withDefaults(own, options));
  defaults.set(make, own);
  return make;
}

/** The options that a name stands for; undefined of a function that takes more than options. */
export const defaultsOf = (make: Architecture): ResNetOptions | undefined => defaults.get(make);
