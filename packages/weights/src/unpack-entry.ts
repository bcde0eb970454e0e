import { shownName } from '@resnet-compile/options';
import { Inflate } from 'fflate';
import { WeightsError } from './safetensors.ts';
import type { ZipEntry } from './zip.ts';

/** Small, so that a bomb is noticed after some megabytes: deflate expands at most 1032 times. */
const stride = 4_096;

/**
 * The bytes of a zip entry: a view when it is stored (as torch does), inflated otherwise.
 * @throws WeightsError when it inflates to more or fewer bytes than it declares, or is no deflate stream.
 */
export function unpackEntry({ name, deflated, packed, size }: ZipEntry): Uint8Array {
  if (!deflated) return packed;
  const chunks: Uint8Array[] = [];
  let total = 0;
  const inflate = new Inflate((chunk) => {
    total += chunk.length;
    if (total > size) {
      throw new WeightsError(
        `the zip entry ${shownName(name)} declares ${size} bytes but inflates to more; this is a zip bomb, don't use it`,
      );
    }
    chunks.push(chunk);
  });
  try {
    for (let at = 0; at < packed.length; at += stride) {
      inflate.push(packed.subarray(at, at + stride), at + stride >= packed.length);
    }
  } catch (cause) {
    if (cause instanceof WeightsError) throw cause;
    throw new WeightsError(
      `the zip entry ${shownName(name)} does not inflate: ${(cause as Error).message}; get the file again`,
      {
        cause,
      },
    );
  }
  if (total < size) {
    throw new WeightsError(
      `the zip entry ${shownName(name)} declares ${size} bytes but inflates to ${total}; get the file again`,
    );
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
