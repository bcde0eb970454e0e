import { isList, isNumber, kind, type Kind } from '@resnet-compile/options';

export const anything = kind('anything', () => true);
export const wholeFrom = (least: number): Kind =>
  kind(
    `a whole number of at least ${least}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= least,
    isNumber,
  );
export const integer = kind('an integer', Number.isSafeInteger, isNumber);
export const list = kind('a list', isList);
export const functionOf = (expected: string): Kind => kind(expected, (value) => typeof value === 'function');
export const withMethods = (expected: string, ...names: readonly string[]): Kind =>
  kind(expected, (value) =>
    names.every((name) => typeof (value as Record<string, unknown> | null | undefined)?.[name] === 'function'),
  );
export const batches = kind(
  'batches: an iterable of { images, labels }',
  (value) => typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value),
);
export const nameList = kind(
  'names, as network.stateDict() has them, in a list',
  (value) => typeof value === 'object' && value !== null && Symbol.iterator in value,
);
export const stopSignal = kind(
  'an AbortSignal',
  (value) => typeof (value as { aborted?: unknown } | null | undefined)?.aborted === 'boolean',
);
export const anObject = kind(
  'an object',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
