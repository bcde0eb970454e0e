import type { Network } from '@resnet-compile/dsl';

/** What the child process says of one export of the model file. */
export type EvaluatedExport =
  | { readonly name: string; readonly network: Network }
  /** The very value of an earlier export: the same network under another name. */
  | { readonly name: string; readonly sameAs: string }
  /** No network, and what instead, in words. */
  | { readonly name: string; readonly found: string };

/** What the child process reports. */
export type Report =
  | { readonly exports: readonly EvaluatedExport[] }
  | { readonly error: { readonly message: string; readonly stack: string } }
  /** It ended before its exports were known. */
  | { readonly exit: number; readonly stack: string };

/** How an evaluation ended. */
export type Outcome = Report | { readonly timeout: number } | { readonly crash: string };
