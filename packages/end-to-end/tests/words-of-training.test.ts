import { cifarResnet } from '@resnet-compile/dsl';
import { runtimeTexts } from '@resnet-compile/runtime/text';
import { expect, test } from 'vitest';
import { compiledModule } from './compiled-module.ts';

const words =
  /train|\bloss|gradient|moment|momenta|learning|epoch|backward|statistic|dropout|partialSums|smoothing|accumulat|\bema\b/gi;

/** Without kernels, whose base64 may have any letters. */
const wordsOf = (text: string): readonly string[] => text.replace(/[\w+/=]{200,}/g, '').match(words) ?? [];

test.each(['cpu', 'js', 'webgpu', 'both'] as const)('a module that predicts has no word of training: %s', (target) =>
  expect(wordsOf(compiledModule(cifarResnet(20), target).text)).toEqual([]),
);

test('a module that trains has them', () => expect(wordsOf(runtimeTexts['training-both']).length).toBeGreaterThan(20));
