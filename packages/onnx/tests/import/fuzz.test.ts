import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importOnnx } from '../../src/index.ts';
import { mutated, Random } from './mutations.ts';

const folder = new URL('fixtures/', import.meta.url);
/** Small ones, of as many mechanisms. */
const files = readdirSync(folder)
  .filter(
    (name) =>
      /^(activations|blur|densenet|eca|frozen|pools|prelu|res2net|row|selective|split|squeeze|standard)/.test(name) &&
      name.endsWith('.onnx'),
  )
  .map((name) => new Uint8Array(readFileSync(new URL(name, folder))));
/** Milliseconds of computing. */
const longest = 5000;

// RESNET_COMPILE_FUZZ=20000 tries as many.
test('what is nearly a file is read or refused: nothing hangs or fails otherwise', () => {
  const counts = { read: 0, refused: 0 };
  for (let seed = 0; seed < Number(process.env['RESNET_COMPILE_FUZZ'] ?? 150); seed++) {
    const bytes = mutated(files[seed % files.length] ?? new Uint8Array(), new Random(seed * 7919 + 13));
    const start = process.cpuUsage().user;
    try {
      importOnnx(bytes);
      counts.read++;
    } catch (error) {
      expect((error as Error).name, `seed ${seed}: ${(error as Error).stack}`).toBe('OnnxError');
      counts.refused++;
    }
    expect((process.cpuUsage().user - start) / 1000, `seed ${seed}`).toBeLessThan(longest);
  }
  expect(counts.read).toBeGreaterThan(10);
  expect(counts.refused).toBeGreaterThan(10);
}, 3_600_000);
