import type { CompiledModule } from '../compiled-module.ts';

/** What a worker of ours does: it holds the network, or is one of the threads that compute. */
export type Role = 'network' | 'thread';

/**
 * The first message to a worker, and the only one that goes by the worker itself. All others go by `port`, so that none is
 * taken for somebody else's.
 */
export interface Opening {
  /** The module's id. */
  readonly resnetCompile: string;
  readonly role: Role;
  /** As data: functions stay behind. */
  readonly module: CompiledModule;
  readonly start: unknown;
  readonly port: MessagePort;
}

/** The worker's first answer. */
export type Answer = { readonly ready: true } | { readonly failed: string };
