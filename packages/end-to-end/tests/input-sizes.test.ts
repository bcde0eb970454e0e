import { conv, flatten, network, resnet } from '@resnet-compile/dsl';
import { compileModule } from '@resnet-compile/driver';
import { runGraph, toState, toValues } from '@resnet-compile/reference';
import { fillState, images } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { built } from './built.ts';
import { importModule } from './compiled-module.ts';

const compiled = (net: Parameters<typeof built>[0], name: string) => {
  const stages = built(net, name);
  return { stages, ...importModule(compileModule(stages, { target: 'cpu' }).module) };
};
const at = ([height, width]: readonly [number, number]) =>
  compiled(
    resnet({ stages: [1, 1], block: 'bottleneck', width: 8, input: [3, height, width], classes: 5 }),
    `of_${height}`,
  );

test('one state is the state of a network at every size of images', async () => {
  const sizes = [at([32, 32]), at([45, 38]), at([58, 77])];
  const [first] = sizes;
  const state = fillState(first!.model.parameters);
  const learned = await first!.load({
    weights: Object.fromEntries([...state].map(([name, { data }]) => [name, data])),
  });
  for (const { model, stages, load } of sizes) {
    expect(model.parameters).toEqual(first!.model.parameters);
    const loaded = await load({ weights: await learned.stateDict() });
    const batch = images(1, [2, ...model.input]);
    const expected = runGraph(stages.graph, { images: toValues(batch), state: toState(state) }).data;
    const logits = await loaded.predict(batch.data);
    const largest = Math.max(...Array.from(expected, Math.abs));
    expect(Math.max(...logits.map((value, index) => Math.abs(value - expected[index]!)))).toBeLessThan(1e-5 * largest);
  }
});

test('parameters of one size are refused at another, by name and shape', async () => {
  const whole = (size: number) =>
    compiled(
      network({ input: [1, size, size] }, { fc: conv(3, { kernel: size, padding: 0 }), flat: flatten() }),
      'whole',
    );
  const [small, large] = [whole(2), whole(3)];
  const state = await (await small.load()).stateDict();
  await expect(large.load({ weights: state })).rejects.toThrow(/fc\.weight is 12 values, expected 3×1×3×3/);
});
