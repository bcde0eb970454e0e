import type { Diagnostic } from './diagnostic.ts';
import type { Outcome } from './evaluation.ts';
import { userFrame } from './user-frame.ts';
import type { Sources } from './sources.ts';

// Node's code for a module whose top-level await can no longer settle.
const unsettledAwait = 13;

/** Why an evaluation has no exports to report; undefined where it has. */
export function evaluationFailure(outcome: Outcome, sources: Sources): Diagnostic | undefined {
  if ('exports' in outcome) return undefined;
  if ('timeout' in outcome) {
    return {
      code: 'RC1304',
      message: `the model file did not finish within ${outcome.timeout} s`,
      hint: 'look for an endless loop, or for a promise that takes too long',
      ...sources.locate(undefined),
    };
  }
  if ('crash' in outcome) {
    return {
      code: 'RC1306',
      message: `the process that evaluates the model file ended with ${outcome.crash}`,
      hint: 'it may have run out of memory',
      ...sources.locate(undefined),
    };
  }
  if ('error' in outcome) {
    const { message, stack } = outcome.error;
    const isCommonJs = /\b(?:require|module|exports|__dirname|__filename) is not defined/.test(message);
    return {
      code: 'RC1303',
      message: `the model file threw ${message}`,
      ...(isCommonJs ? { hint: 'model files are ES modules: use import and export' } : {}),
      ...userFrame(stack, sources),
    };
  }
  const message =
    outcome.exit === unsettledAwait
      ? 'the model file awaits a promise that never settles'
      : `the model file ended the process with exit code ${outcome.exit} before its exports were known`;
  return { code: 'RC1305', message, ...userFrame(outcome.stack, sources) };
}
