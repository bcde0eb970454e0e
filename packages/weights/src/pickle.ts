import { ByteReader } from './byte-reader.ts';
import { PickleMachine, type PickleMeaning } from './pickle-machine.ts';
import { pickleOpcodes } from './pickle-opcodes.ts';
import type { PickleValue } from './pickle-values.ts';

export type { PickleMeaning } from './pickle-machine.ts';

const stop = 0x2e;

/**
 * Reads one pickle (protocols 0 to 5) that begins at byte `at`, and says where it ends. The stack machine yields plain
 * data; it has no way to run, import or look up anything. `what` names the bytes in errors.
 * Format: https://github.com/python/cpython/blob/main/Lib/pickletools.py.
 * @throws WeightsError when the pickle is truncated or malformed, or exceeds the limits of depth and steps.
 */
export function readPickle(
  bytes: Uint8Array,
  meaning: PickleMeaning,
  what: string,
  at = 0,
): { value: PickleValue; end: number } {
  const reader = new ByteReader(bytes, what, at);
  const machine: PickleMachine = new PickleMachine(reader, meaning);
  for (;;) {
    const code = reader.u8();
    if (code === stop) return { value: machine.pop(), end: reader.at };
    const run = pickleOpcodes.get(code);
    if (run === undefined) machine.fail(`0x${code.toString(16).padStart(2, '0')} is no opcode`);
    machine.spend(1);
    run(machine);
  }
}
