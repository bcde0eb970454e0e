import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import { readPickle } from '../src/pickle.ts';
import { readWeights } from '../src/index.ts';
import { torchMeaning } from '../src/torch-meaning.ts';
import { fixture, readsOrRefuses } from './fixture.ts';

const edits = (length: number): fc.Arbitrary<[number, number][]> =>
  fc.array(fc.tuple(fc.nat(length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });

describe('mutated bytes are read or refused, never anything else', () => {
  test.each([
    'official.safetensors',
    'checkpoint-zip.pt',
    'checkpoint-legacy.pt',
    'checkpoint-protocol4.pt',
    'checkpoint-deflated.pt',
    'mini/tar-parameters.pth',
    'kinds/protocol0.pth',
    'kinds/others-beside.pth',
  ])('%s', (name) => {
    const original = fixture(name);
    fc.assert(
      fc.property(edits(original.length), (changes) => {
        const bytes = original.slice();
        for (const [at, value] of changes) bytes[at] = value;
        readsOrRefuses(() => readWeights(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  test('any bytes as a pickle', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        (bytes) => void readsOrRefuses(() => readPickle(bytes, torchMeaning, 'the pickle')),
      ),
      { numRuns: 5000 },
    );
  });
});
