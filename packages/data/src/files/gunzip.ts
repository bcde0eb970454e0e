import { DataError } from '../data-error.ts';

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Unpacks a gzip file. @throws {DataError} where it is cut off or broken; `name` is what it is called. */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(
      await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer(),
    );
  } catch (error) {
    throw new DataError(`${name} does not unpack; it is cut off or broken, get it again`, { cause: error });
  }
}
