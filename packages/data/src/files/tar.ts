export interface TarEntry {
  readonly name: string;
  readonly isFile: boolean;
  /** The content. What of it is not taken is skipped. */
  readonly content: AsyncIterable<Uint8Array<ArrayBuffer>>;
}

const block = 512;

/**
 * The entries of a tar archive, in their order, without ever holding one whole. Format: POSIX.1-1988 "ustar"; names are
 * those of its field of 100 bytes.
 * @throws {Error} where the archive ends in the middle of an entry or is none.
 */
export async function* readTar(bytes: AsyncIterable<Uint8Array<ArrayBuffer>>): AsyncGenerator<TarEntry> {
  const chunks = bytes[Symbol.asyncIterator]();
  let rest = new Uint8Array(0);
  async function* take(count: number): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let left = count; left > 0;) {
      if (rest.length === 0) {
        const { value, done } = await chunks.next();
        if (done) throw new Error('it ends too early');
        rest = value;
      }
      const piece = rest.subarray(0, left);
      rest = rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
  for (;;) {
    const header = new Uint8Array(block);
    let at = 0;
    for await (const piece of take(block)) {
      header.set(piece, at);
      at += piece.length;
    }
    if (header.every((byte) => byte === 0)) return;
    const text = (from: number, to: number): string =>
      new TextDecoder().decode(header.subarray(from, to)).replace(/\0.*/s, '').trim();
    const size = parseInt(text(124, 136), 8);
    // Signed and unsigned sums are the same for names in ASCII.
    const sum = header.reduce((total, byte, place) => total + (place >= 148 && place < 156 ? 32 : byte), 0);
    if (Number.isNaN(size) || parseInt(text(148, 156), 8) !== sum) throw new Error('it is no tar archive');
    const padded = take(Math.ceil(size / block) * block);
    yield { name: text(0, 100), isFile: ['', '0'].includes(text(156, 157)), content: firstOf(padded, size) };
    while (!(await padded.next()).done);
  }
}

/** The first `count` bytes; leaves the rest to be read on. */
async function* firstOf(
  pieces: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  count: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let left = count; left > 0;) {
    const { value, done } = await pieces.next();
    if (done) return;
    yield value.subarray(0, left);
    left -= value.length;
  }
}
