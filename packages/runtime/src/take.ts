import { boolean, checkOptions } from '@resnet-compile/options';
import { copyOf, type Values } from './arrays.ts';

/** How a call takes what it is given. */
export interface TakeOptions {
  /**
   * Whether the memory of what is given goes over to the network, as with `postMessage`: the caller's arrays are empty then,
   * and nothing is copied. Without, the network has a copy when the call returns.
   */
  readonly transfer?: boolean;
}

/** @throws {TypeError} for an option that there is not, or of another type. */
export function checkTakeOptions(call: string, options?: TakeOptions): TakeOptions {
  if (options === undefined) return {};
  checkOptions(call, options, { transfer: boolean });
  return options;
}

/**
 * Makes arrays the network's own, so that their caller may change them as soon as the call has returned.
 *
 * @throws {TypeError} where memory cannot be transferred, as memory that threads share
 */
export function take<const Given extends readonly Values[]>(what: string, given: Given, transfer = false): Given {
  // Where a test imitates a page, there may be no way to transfer.
  if (!transfer || typeof structuredClone !== 'function')
    return given.map((values) => copyOf(values)) as readonly Values[] as Given;
  try {
    return structuredClone(given, { transfer: [...new Set(given.map(({ buffer }) => buffer as ArrayBuffer))] });
  } catch (error) {
    throw new TypeError(
      `${what} cannot be transferred (${(error as Error).message}); without transfer: true the network makes a copy`,
      { cause: error },
    );
  }
}

/** The buffers of all arrays in a message, each once: whoever sends what is its own need not copy it. */
export function buffersOf(message: unknown, found = new Set<ArrayBuffer>()): ReadonlySet<ArrayBuffer> {
  if (ArrayBuffer.isView(message)) found.add(message.buffer as ArrayBuffer);
  else if (typeof message === 'object' && message !== null)
    for (const part of message instanceof Map ? message.values() : Object.values(message)) buffersOf(part, found);
  return found;
}
