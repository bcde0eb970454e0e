import type { Watch } from './watch.ts';

/** The pieces of a body as they come. @throws {Interrupted} where the connection breaks off. */
export async function* piecesOf({ body }: Response, watch: Watch): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!body) return;
  for (const reader = body.getReader(); ;) {
    const { done, value } = await watch.during(reader.read());
    if (done) return;
    yield value as Uint8Array<ArrayBuffer>;
  }
}

/** All of a small body; undefined where it is longer than `most` bytes. */
export async function readBody(
  response: Response,
  watch: Watch,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const piece of piecesOf(response, watch)) {
    length += piece.length;
    if (length > most) return undefined;
    pieces.push(piece);
  }
  return joined(pieces);
}

export function joined(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  pieces.reduce((at, piece) => (bytes.set(piece, at), at + piece.length), 0);
  return bytes;
}
