import { kind } from '@resnet-compile/options';

// Whoever takes it says what it may be.
export const anything = kind('anything', () => true);

export const holdOutKind = kind(
  'a number from 0 to 1, without 1',
  (part) => typeof part === 'number' && part >= 0 && part < 1,
);

export const signalKind = kind(
  'an AbortSignal',
  (value) => typeof (value as { readonly aborted?: unknown } | null | undefined)?.aborted === 'boolean',
);
