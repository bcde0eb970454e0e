import { holdsForNetworks } from '@resnet-compile/testing';
import { test } from 'vitest';
import { opsets } from '../../src/index.ts';
import { expectReference } from './expect-reference.ts';

/** Each in one operator set as it was trained, and in the next one folded. */
test('random networks', () => {
  let count = 0;
  const next = (): number => opsets.least + (count++ % (opsets.most + 1 - opsets.least));
  return holdsForNetworks(40, (network) =>
    expectReference(network, [{ opset: next() }, { opset: next(), folded: true }], 2),
  );
});
