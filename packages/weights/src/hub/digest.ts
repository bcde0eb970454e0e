import { nodeModule } from './host.ts';

/** SHA-256 in hexadecimal; undefined in a page that came over http, where a browser computes none. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const hash = nodeModule('crypto')?.createHash('sha256');
  // A length of 2 GiB and more is too much for one call.
  for (let at = 0; hash && at < bytes.length; at += 2 ** 28) hash.update(bytes.subarray(at, at + 2 ** 28));
  if (hash) return hash.digest('hex');
  const found = await globalThis.crypto?.subtle?.digest('SHA-256', bytes);
  return found && Array.from(new Uint8Array(found), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
