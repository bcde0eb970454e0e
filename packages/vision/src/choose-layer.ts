import { nearest, shown } from '@resnet-compile/options';
import type { Output } from './loaded-network.ts';

/** What a call wants of a network's layers, and in which words it says so. */
export interface LayerChoice {
  /** The call, and which of its options names a layer. */
  readonly call: string;
  readonly option: string;
  /** What the network does with its layers: `net gives`. */
  readonly network: string;
  readonly does: string;
  /** What there is without, and what is to be written. */
  readonly none: string;
}

/** The layer that is asked for, or the only one that there is. @throws {RangeError} where there is none, or not one alone. */
export function chooseLayer(
  layers: readonly Output[],
  wanted: string | undefined,
  { call, option, network, does, none }: LayerChoice,
): Output {
  const names = layers.map(({ name }) => name);
  const found = wanted === undefined ? layers : layers.filter(({ name }) => name === wanted);
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  if (layers.length === 0) throw new RangeError(`${call}: ${network} ${none}, and compile it again`);
  const all = names.join(', ');
  if (wanted === undefined)
    throw new RangeError(
      `${call}: ${network} ${does} ${all}; say which by ${call}(picture, { ${option}: ${shown(names.at(-1))} })`,
    );
  const near = nearest(wanted, names);
  throw new RangeError(
    `${call}: ${network} ${does} no ${shown(wanted)}; ${near === undefined ? '' : `did you mean ${shown(near)}? `}it ${does} ${all}`,
  );
}
