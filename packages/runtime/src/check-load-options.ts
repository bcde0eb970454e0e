import {
  boolean,
  callback,
  checkOptions,
  integer,
  kind,
  oneOf,
  shown,
  tagOf,
  text,
  type Kinds,
} from '@resnet-compile/options';
import { deviceNames } from '@resnet-compile/plan';
import type { LoadOptions } from './load-options.ts';

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const kinds: Kinds<LoadOptions> = {
  device: oneOf(['auto', ...deviceNames]),
  // Looked at where they are taken.
  weights: kind('weights', () => true),
  except: kind(
    "a list of parameters' names or patterns, such as ['fc.*']",
    (value) => text.holds(value) || (Array.isArray(value) && value.every(text.holds)),
  ),
  transfer: boolean,
  seed: integer(0, 2 ** 32 - 1),
  threads: integer(1),
  worker: kind(
    'true, false, a Worker, or a function that makes one',
    (value) => isObject(value) || ['boolean', 'function'].includes(typeof value),
  ),
  gpu: kind('a GPU object, as navigator.gpu', isObject),
  onProgress: callback,
  signal: kind(
    'an AbortSignal',
    (value) =>
      isObject(value) &&
      typeof (value as AbortSignal).aborted === 'boolean' &&
      typeof (value as AbortSignal).addEventListener === 'function',
  ),
  v8Flags: oneOf(['leave', 'set']),
};

/** @throws {TypeError | RangeError} that says what is wrong, and what was expected. */
export function checkLoadOptions(name: string, options: LoadOptions): void {
  if (
    typeof options === 'string' ||
    ArrayBuffer.isView(options) ||
    ['URL', 'ArrayBuffer', 'Blob', 'Response', 'Promise'].includes(tagOf(options))
  ) {
    throw new TypeError(
      `${name}: load: the options are ${shown(options)}; expected an object: are these the weights? load({ weights: ${typeof options === 'string' ? shown(options) : '…'} })`,
    );
  }
  checkOptions(`${name}: load`, options, kinds);
}
