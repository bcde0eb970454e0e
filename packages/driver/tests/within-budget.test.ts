import { describe, expect, it } from 'vitest';
import { withinBudget } from '../src/within-budget.ts';

const MiB = 2 ** 20;

/** Steps whose arena is what is live and a fifth more; 1 MiB a batch is whatever is computed again. */
function stepsOf(live: readonly number[]) {
  const asked: (number | undefined)[] = [];
  const compileStep = (memoryBudget?: number) => {
    asked.push(memoryBudget);
    const bytes = memoryBudget === undefined ? live[0]! : (live.find((each) => each <= memoryBudget) ?? live.at(-1)!);
    const memory = (batch: number) => ({ step: { activations: 1.2 * bytes * batch, weights: MiB }, inference: {} });
    return { bytes, memory };
  };
  return { asked, compileStep };
}
const within = (live: readonly number[], bytes: number) => {
  const { asked, compileStep } = stepsOf(live);
  return { asked, step: withinBudget('model', { bytes, batch: 10 }, 1, compileStep) };
};

describe('withinBudget', () => {
  it('compiles once where there is no budget, or it is kept anyway', () => {
    const { asked, compileStep } = stepsOf([MiB]);
    expect(withinBudget('model', undefined, 1, compileStep).bytes).toBe(MiB);
    expect(asked).toEqual([undefined]);
    expect(within([MiB], 13 * MiB).asked).toEqual([undefined]);
  });

  it('leaves room for what the arena takes besides, and takes the least where that is not enough', () => {
    expect(within([MiB, MiB / 2, MiB / 4], 8 * MiB).step.bytes).toBe(MiB / 2);
    expect(within([MiB, MiB / 4], 4 * MiB).step.bytes).toBe(MiB / 4);
  });

  it('says what is the least, which is a budget that can be kept', () => {
    for (const live of [[MiB], [MiB, MiB / 3], [MiB, 1.1 * MiB], [MiB, MiB / 2, MiB / 7]]) {
      let message = '';
      try {
        within(live, 1024);
      } catch (error) {
        ({ message } = error as Error);
      }
      expect(message).toMatch(/^model: training on 10 images takes [\d.]+ MiB at the least, 1 MiB of it whatever/);
      expect(message).toContain('the memory budget allows 1 KiB. Allow more');
      const [, least] = /takes ([\d.]+) MiB/.exec(message)!;
      const { step } = within(live, Number(least) * MiB);
      expect(step.bytes).toBe(Math.min(...live));
      expect(() => within(live, (Number(least) - 0.11) * MiB)).toThrow(`takes ${least} MiB at the least`);
    }
  });
});
