import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mapNames, matchState, readSafetensors, readWeights, writeSafetensors } from '../src/index.ts';

/** A folder with `weights/*.th` of akamaster/pytorch_resnet_cifar10, which are too large for the repository. */
const shared = process.env['RESNET_COMPILE_SHARED'];

describe('the published CIFAR networks', () => {
  test.skipIf(shared === undefined).each([
    ['resnet20-12fca82f.th', 97, 3, 269_722 + 2 * 688],
    ['resnet44-014dd654.th', 217, 7, 658_586 + 2 * 1_584],
  ])('%s (needs RESNET_COMPILE_SHARED)', (name, count, blocks, numbers) => {
    const bytes = new Uint8Array(readFileSync(`${shared}/weights/${name}`));
    const found = readWeights(bytes, name);
    const parts = ['weight', 'bias', 'running_mean', 'running_var'];
    const state: { name: string; shape: number[] }[] = [{ name: 'conv1.weight', shape: [16, 3, 3, 3] }];
    const norm = (name: string, size: number): void =>
      void state.push(...parts.map((part) => ({ name: `${name}.${part}`, shape: [size] })));
    norm('bn1', 16);
    for (let stage = 1, before = 16; stage <= 3; stage++) {
      const width = 8 * 2 ** stage;
      for (let block = 0; block < blocks; block++, before = width) {
        for (const layer of [1, 2]) {
          state.push({
            name: `layer${stage}.${block}.conv${layer}.weight`,
            shape: [width, layer === 1 ? before : width, 3, 3],
          });
          norm(`layer${stage}.${block}.bn${layer}`, width);
        }
      }
    }
    state.push({ name: 'fc.weight', shape: [10, 64] }, { name: 'fc.bias', shape: [10] });
    expect(found.size).toBe(count);
    const { mapped, renamed } = mapNames(found, state);
    expect(renamed).toHaveLength(count);
    const tensors = [...matchState(mapped, state).values()];
    expect(tensors.reduce((sum, { data }) => sum + data.length, 0)).toBe(numbers);
    expect(tensors.every(({ data }) => data.every(Number.isFinite))).toBe(true);
    expect(mapped.get('bn1.running_var')!.data.every((variance) => variance > 0)).toBe(true);
    expect([...readSafetensors(writeSafetensors(tensors)).values()]).toEqual(tensors);
  });
});
