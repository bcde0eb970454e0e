import { readFileSync } from 'node:fs';
import { WeightsError, type Tensor } from '../src/index.ts';

/** A file that PyTorch, safetensors or Python's pickle wrote: see fixtures/make-fixtures.py. */
export function fixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));
}

type Values = Readonly<Record<string, { readonly shape: number[]; readonly data: string[] }>>;

/** What PyTorch says is in the fixtures. */
export const expected = JSON.parse(new TextDecoder().decode(fixture('expected.json'))) as {
  readonly checkpoint: Values;
  readonly bare: Values;
  readonly plainPickles: string[];
  readonly hostilePickles: string[];
};

const number = (text: string): number => Number(text.replace('inf', 'Infinity'));

/** PyTorch's printed floats as float32. */
export function tensorsOf(values: Values): Map<string, Tensor> {
  return new Map(
    Object.entries(values).map(([name, { shape, data }]) => [
      name,
      { name, shape, data: Float32Array.from(data, number) },
    ]),
  );
}

export function tensor(name: string, shape: readonly number[], data?: ArrayLike<number>): Tensor {
  return {
    name,
    shape,
    data: Float32Array.from(data ?? { length: shape.reduce((a, b) => a * b, 1) }, (value) => value ?? 0),
  };
}

/** A safetensors file of one tensor, byte by byte. */
export function safetensorsOf(name: string, dtype: string, shape: readonly number[], data: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify({ [name]: { dtype, shape, data_offsets: [0, data.length] } }));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

/** The error that `run` throws, which must be ours. */
export function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof WeightsError) return error.message;
    throw error;
  }
  throw new Error('no error was thrown');
}

/** Either reads or throws our error: anything else (RangeError, TypeError) fails the test. */
export function readsOrRefuses(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof WeightsError && error.name === 'WeightsError') return false;
    throw error;
  }
}
