import type { HubCache } from './hub-cache.ts';
import { joined } from './read-body.ts';

/**
 * Bytes that are lost at most, behind so many, where a program is killed: pieces grow with what there is, so that they are few
 * of a large file, and a small one has some.
 */
const pieceAfter = (kept: number): number => Math.min(2 ** 23, Math.max(2 ** 16, kept / 4));

/**
 * What has come of a file: in memory, and piece by piece in the cache, each under the place where it begins. Two programs that
 * download the same file write the same pieces.
 */
export class Pieces {
  readonly #cache: HubCache;
  /** Where pieces are kept; undefined where nobody can say of which file they are. */
  readonly #name: string | undefined;
  #whole: Uint8Array<ArrayBuffer>[] = [];
  #begun: Uint8Array<ArrayBuffer>[] = [];
  #places: number[] = [];
  #kept = 0;
  #furthest = 0;
  /** Bytes that have come. */
  length = 0;

  constructor(cache: HubCache, name: string | undefined) {
    this.#cache = cache;
    this.#name = name;
  }

  /** Takes up what an earlier call has kept, as far as there is no gap; no more than `most` bytes. */
  async restore(most = Infinity): Promise<void> {
    for (;;) {
      const piece = this.#name === undefined ? undefined : await this.#cache.read(this.#placeOf(this.length));
      if (!piece?.length || this.length + piece.length > most) return;
      this.#whole.push(piece);
      this.#places.push(this.length);
      this.#kept = this.length += piece.length;
    }
  }

  async add(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#begun.push(bytes);
    this.length += bytes.length;
    if (this.length - this.#kept >= pieceAfter(this.#kept)) await this.keep();
  }

  /** Whether there is more than there ever was: a server without ranges begins anew each time. */
  isFurther(): boolean {
    const before = this.#furthest;
    this.#furthest = Math.max(before, this.length);
    return this.length > before;
  }

  /** Keeps what has come since. */
  async keep(): Promise<void> {
    if (this.#begun.length === 0) return;
    const piece = joined(this.#begun);
    this.#begun = [];
    this.#whole.push(piece);
    if (this.#name !== undefined) await this.#cache.write(this.#placeOf(this.#kept), piece);
    this.#places.push(this.#kept);
    this.#kept = this.length;
  }

  /** All that has come. */
  bytes(): Uint8Array<ArrayBuffer> {
    return joined([...this.#whole, ...this.#begun]);
  }

  /** Forgets everything, in the cache as well. */
  async clear(): Promise<void> {
    const places = this.#name === undefined ? [] : this.#places;
    await Promise.all(places.map((place) => this.#cache.remove(this.#placeOf(place))));
    [this.#whole, this.#begun, this.#places] = [[], [], []];
    this.#kept = this.length = 0;
  }

  #placeOf(place: number): string {
    return `${this.#name}/${place}`;
  }
}
