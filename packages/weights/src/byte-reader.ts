import { WeightsError } from './safetensors.ts';

// Not in lib.es2023, but in every host.
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string };

/** Decodes UTF-8; what is not UTF-8 (names from Python 2) becomes U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/**
 * Reads little-endian numbers and runs of bytes from `at` on, and never beyond the end.
 * Every method throws a WeightsError with the byte offset when the bytes end too early.
 */
export class ByteReader {
  at: number;
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #what: string;

  /** `what` names the bytes in error messages, for example "the zip entry archive/data.pkl". */
  constructor(bytes: Uint8Array, what: string, at = 0) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#what = what;
    this.at = at;
  }

  /** Steps over `count` bytes and returns where they begin. */
  skip(count: number): number {
    const from = this.at;
    if (count > this.bytes.length - from) {
      throw new WeightsError(
        `${this.#what} is truncated: it ends at byte ${this.bytes.length}, but ${count} bytes were expected at byte ${from}; get the file again`,
      );
    }
    this.at += count;
    return from;
  }

  take(count: number): Uint8Array {
    const from = this.skip(count);
    return this.bytes.subarray(from, from + count);
  }

  u8(): number {
    return this.#view.getUint8(this.skip(1));
  }

  u16(): number {
    return this.#view.getUint16(this.skip(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.skip(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.skip(4), true);
  }

  /** A size of 64 bits. Beyond 2^53 it is rounded, which no bounds check can mistake for something small. */
  u64(): number {
    return Number(this.#view.getBigUint64(this.skip(8), true));
  }

  /** Big-endian, as pickle's BINFLOAT has it. */
  f64BigEndian(): number {
    return this.#view.getFloat64(this.skip(8), false);
  }

  /** The bytes up to the next newline, which is stepped over. */
  line(): Uint8Array {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) this.skip(this.bytes.length - this.at + 1);
    return this.take(end + 1 - this.at).subarray(0, -1);
  }
}
