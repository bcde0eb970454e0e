import { layerOf } from '../names/layers.ts';
import { shownName } from '@resnet-compile/options';
import type { Cause } from './differences.ts';

const isBias = ({ name }: { readonly name: string }): boolean => name.endsWith('.bias');

/** Convolutions with biases, where the other's have none. */
export const otherBiases: Cause = ({ missing, unexpected, misshapen, fitting, layers }) => {
  const different = [...missing, ...unexpected];
  if (misshapen.length || different.length === 0 || !different.every(isBias)) return undefined;
  const own = new Set([...fitting.map(layerOf), ...layers.map(({ path }) => path)]);
  if (!different.every(({ name }) => own.has(layerOf(name)))) return undefined;
  const first = shownName(different[0]?.name ?? '');
  return missing.length
    ? `the file's layers have no biases where this network's have (${first}): build it with conv(…, { bias: false }), dense(…, { bias: false })`
    : `the file's layers have biases where this network's have none (${first}): build it with conv(…, { bias: true })`;
};
