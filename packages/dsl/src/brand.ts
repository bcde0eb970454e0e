import { shownAs } from '@resnet-compile/options';
import type { Layer } from './layer.ts';
import type { Network } from './network-description.ts';

// Registered symbols, since two copies of this package may meet in one program.
const layerBrand = Symbol.for('resnet-compile.layer');
const networkBrand = Symbol.for('resnet-compile.network');

const branded = <T extends object>(value: T, brand: symbol, words: string): T =>
  Object.freeze(
    Object.defineProperties(
      Object.fromEntries(Object.entries(value).map(([name, part]) => [name, frozen(part)])) as T,
      { [brand]: { value: true }, [shownAs]: { value: words } },
    ),
  );

/** Arrays are copied, so that neither the caller's nor ours can change a value later. */
const frozen = (value: unknown): unknown => (Array.isArray(value) ? Object.freeze(value.map(frozen)) : value);

const carries = (value: unknown, brand: symbol): boolean =>
  typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true;

export const makeLayer = <T extends Layer>(layer: T): T => {
  const name =
    layer.kind === 'activation'
      ? layer.activation.replaceAll('_', ' ')
      : layer.kind === 'branches'
        ? layer.reads === 'parts'
          ? 'split'
          : (layer.reads ?? layer.join)
        : layer.kind;
  return branded(layer, layerBrand, `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name} layer`);
};
export const makeNetwork = (network: Network): Network => branded(network, networkBrand, 'a network');

/** Whether a value is a layer that this package made, in whichever copy of it. */
export const isLayer = (value: unknown): value is Layer => carries(value, layerBrand);
/** Whether a value is a network that this package made, in whichever copy of it. */
export const isNetwork = (value: unknown): value is Network => carries(value, networkBrand);
