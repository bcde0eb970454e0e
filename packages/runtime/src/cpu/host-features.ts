import type { LoadOptions } from '../load-options.ts';
import { nodeModule } from '../workers/host.ts';

interface Process {
  readonly execArgv?: readonly string[];
  readonly versions?: { readonly v8?: string };
}

const host = (): Process => (globalThis as { process?: Process }).process ?? {};

/** V8 joins neighbouring 128-bit operations to 256-bit ones: of use since V8 13 (Node 24). */
const flag = '--experimental-wasm-revectorize';

const canJoin = (): boolean => Number.parseInt(host().versions?.v8 ?? '0') >= 13;

let set = false;

/** Whether V8 was told to join vectors, on the command line or by {@link applyV8Flags}. */
export const joinsVectors = (): boolean => canJoin() && (set || (host().execArgv ?? []).includes(flag));

/**
 * As {@link LoadOptions.v8Flags} says, tells V8 to join vectors in all WebAssembly that the process compiles from now on.
 * The flag stays on: V8's flags are not made to be put back.
 *
 * @throws {TypeError} for any other word.
 */
export function applyV8Flags(wish: LoadOptions['v8Flags'] = 'leave'): void {
  if (wish !== 'leave' && wish !== 'set')
    throw new TypeError(`v8Flags is ${JSON.stringify(wish)}; expected 'leave' or 'set'`);
  if (wish === 'leave') return;
  const v8 = nodeModule<{ setFlagsFromString(flags: string): void }>('v8');
  if (!v8 || set || !canJoin()) return;
  v8.setFlagsFromString(flag);
  set = true;
}

/** Validates `(func (drop (f32x4.relaxed_madd … )))`. */
export function hasRelaxedSimd(): boolean {
  const zero = [0xfd, 0x0c, ...Array.from({ length: 16 }, () => 0)];
  const body = [0, ...zero, ...zero, ...zero, 0xfd, 0x85, 0x02, 0x1a, 0x0b];
  return WebAssembly.validate(
    Uint8Array.from([
      0,
      0x61,
      0x73,
      0x6d,
      1,
      0,
      0,
      0,
      1,
      4,
      1,
      0x60,
      0,
      0,
      3,
      2,
      1,
      0,
      10,
      body.length + 2,
      1,
      body.length,
      ...body,
    ]),
  );
}

/** Magic number and version: the smallest module there is. */
const empty = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** @throws {Error} that says what to do, where the host has no WebAssembly. */
export function expectWebAssembly(): void {
  if (typeof WebAssembly === 'undefined')
    throw new Error('there is no WebAssembly here; compile the network with --target js, which does without.');
}

/** Compiles a binary. @throws {Error} that says what to do, where the host lets this program compile none. */
export async function compileBinary(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    const compilesNone = await WebAssembly.compile(Uint8Array.from(empty)).then(
      () => false,
      () => true,
    );
    if (!compilesNone) throw error;
    throw new Error(
      `WebAssembly may not be compiled here (${(error as Error).message}). Where a Content-Security-Policy has a script-src, it needs 'wasm-unsafe-eval'; where that is not to be had, compile the network with --target js, which does without.`,
      { cause: error },
    );
  }
}
