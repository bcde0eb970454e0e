import { compileModule, stagesOf } from '@resnet-compile/driver';
import { cifarResnet } from '@resnet-compile/dsl';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { classifier } from '@resnet-compile/vision';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classActivation } from '../src/networks/class-activation.ts';
import type { NetworkModule } from '../src/networks/open-network.ts';
import { picture } from './picture.ts';

test("the page's heat map is Grad-CAM's, of whichever class", async () => {
  const stages = stagesOf(cifarResnet(8, { explain: ['layer3'] }), { name: 'explained' });
  if ('problems' in stages) throw new Error('it has mistakes');
  const file = join(temporaryFolder('class-activation-'), 'explained.mjs');
  writeFileSync(file, compileModule(stages, { target: 'cpu' }).module);
  const { load } = createRequire(import.meta.url)(file) as NetworkModule;
  const labels = Array.from({ length: 10 }, (_, index) => `class ${index}`);
  let given: Readonly<Record<string, Float32Array>> = {};
  const watched = async (options: never) => {
    const network = await load(options);
    return {
      ...network,
      explain: async (...all: never) => (given = await (network as never as Explaining).explain(...all)),
    };
  };
  const classify = await classifier(watched, { seed: 3, preprocess: {}, labels } as never);
  const { 'fc.weight': weights = new Float32Array(0) } = await classify.network.stateDict();
  for (const index of [0, 4]) {
    const expected = await classify.gradCam(picture('spots'), { class: `class ${index}` });
    const map = classActivation(given['layer3']!, weights.subarray(64 * index, 64 * (index + 1)), [64, 8, 8]);
    const most = Math.max(...expected.values);
    expect(most).toBeGreaterThan(0);
    map.values.forEach((value, at) => expect(value).toBeCloseTo(expected.values[at]! / most, 4));
  }
  await classify.dispose();
});

interface Explaining {
  explain(...all: never): Promise<Readonly<Record<string, Float32Array>>>;
}
