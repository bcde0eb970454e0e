import type { Mutate } from './mutate-bytes.ts';
import { mutateJson } from './mutate-json.ts';

/** Another header of the right length, before the same data. */
export const mutateHeader: Mutate = (bytes, random) => {
  const start = 8 + Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const json = Buffer.from(mutateJson(Buffer.from(bytes.subarray(8, start)).toString(), random));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return new Uint8Array(Buffer.concat([length, json, bytes.subarray(start)]));
};
