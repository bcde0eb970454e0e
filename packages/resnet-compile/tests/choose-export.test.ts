import type { ModelExport } from '@resnet-compile/source';
import { resnet } from '@resnet-compile/dsl';
import { expect, test } from 'vitest';
import { chooseExport } from '../src/cli/choose-export.ts';

const [one, other] = [resnet({ stages: [1] }), resnet({ stages: [2] })];
const exports: readonly ModelExport[] = [
  { name: 'model', exported: 'default', network: one },
  { name: 'cnn', exported: 'cnn', network: one },
];

test('one network under several names needs no choice, and is found by each of them', () => {
  expect(chooseExport(exports, undefined, 'model.ts').name).toBe('model');
  expect(['model', 'default', 'cnn'].map((wanted) => chooseExport(exports, wanted, 'model.ts').name)).toEqual([
    'model',
    'model',
    'cnn',
  ]);
});

test('several networks, or none of that name', () => {
  const several = [...exports, { name: 'other', exported: 'other', network: other }];
  expect(() => chooseExport(several, undefined, 'model.ts')).toThrow(
    'model.ts exports several networks: model, cnn, other; choose one with --export',
  );
  expect(() => chooseExport(several, 'none', 'model.ts')).toThrow(
    'model.ts exports no network named none; it exports model, cnn, other',
  );
});
