import { shown, shownName } from '@resnet-compile/options';
import { OnnxError } from '../onnx-error.ts';
import type { TensorProto, Written } from './messages.ts';

/** Where the elements of a tensor are in a file beside the model's. */
export interface ExternalPlace {
  /** A path within the model's folder: names between slashes. */
  readonly location: string;
  /** The first byte. */
  readonly offset: number;
  /** Bytes; absent where they are as many as the tensor needs. */
  readonly length?: number;
}

/**
 * Reads bytes of a file beside the model's. `location` is a path within its folder; that no link on the way leads out of
 * it, the reader has to see to.
 */
export type ReadExternal = (place: Required<ExternalPlace>) => Uint8Array;

const external = 1;

/** Whether a path stays in its folder by its names, on any system: not absolute, no drive, no `..`. */
const staysInside = (location: string): boolean =>
  location !== '' &&
  !/[\\:\0]/.test(location) &&
  location.split('/').every((name) => name !== '' && name !== '.' && name !== '..');

/**
 * Where a tensor's elements are, if they are in a file of their own.
 * @throws {OnnxError} where that would be outside the model's folder, or is no place
 */
export function externalPlace(tensor: TensorProto): ExternalPlace | undefined {
  if (tensor.dataLocation !== external) return undefined;
  const given = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = given.get('location') ?? '';
  const refuse = (what: string, value: string, expected: string): never => {
    throw new OnnxError(
      `${shownName(tensor.name)}: the ${what} of its external data is ${shown(value)}; expected ${expected}`,
    );
  };
  if (!staysInside(location)) refuse('location', location, 'the path of a file within the folder of the model');
  const number = (key: 'offset' | 'length'): number | undefined => {
    const text = given.get(key);
    if (text === undefined) return undefined;
    const value = Number(text);
    return /^\d+$/.test(text) && Number.isSafeInteger(value) ? value : refuse(key, text, 'a number of bytes');
  };
  const length = number('length');
  return { location, offset: number('offset') ?? 0, ...(length === undefined ? {} : { length }) };
}

/** The fields of a tensor whose elements are in a file of their own. */
export const externalFields = ({ location, offset, length }: Required<ExternalPlace>): Written<'TensorProto'> => ({
  externalData: [
    { key: 'location', value: location },
    { key: 'offset', value: String(offset) },
    { key: 'length', value: String(length) },
  ],
  dataLocation: external,
});
