import { itemOf, trains } from '@resnet-compile/ir';
import { programs } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import {
  buildWebGpuPlan,
  buildWebGpuTrainingPlan,
  webgpuHalfTarget,
  webgpuTarget,
  webgpuTrainingTarget,
} from '../src/index.ts';
import { declaration, expectStepReference } from './expect-training-reference.ts';
import { expectAsReference, precisions, schedule } from './on-device.ts';

interface Shaders {
  readonly shaders: readonly string[];
  readonly dispatches: readonly { readonly name: string; readonly shader: number }[];
}

/** Each once, under the names of its kernels. */
const textOf = ({ shaders, dispatches }: Shaders): string =>
  shaders
    .map((shader, index) => {
      const names = dispatches.filter((dispatch) => dispatch.shader === index).map(({ name }) => name);
      return `// ${names.join(', ')}\n${shader}\n`;
    })
    .join('\n');

const inference = programs.filter(([, program]) => !trains(program));
const steps = programs.filter(([, program]) => trains(program));

describe.each(inference)('the program %s', (name, program) => {
  it.each([
    [`${name}.wgsl`, webgpuTarget],
    [`${name}.half.wgsl`, webgpuHalfTarget],
  ])('%s', (file, target) =>
    expect(textOf(buildWebGpuPlan(schedule(program, { target })))).toMatchFileSnapshot(`golden/${file}`),
  );

  describe.each(precisions)('stored as $name', (stored) => {
    it.skipIf(stored.skip)('runs as the reference does', () => expectAsReference(schedule(program), stored));
  });
});

describe.each(steps)('the program %s', (name, program) => {
  const step = schedule(program, { target: webgpuTrainingTarget });

  it(`${name}.wgsl`, () =>
    expect(textOf(buildWebGpuTrainingPlan(step, declaration).step)).toMatchFileSnapshot(`golden/${name}.wgsl`));

  // What predicts is not tried here.
  it('runs as the reference does', () => expectStepReference(step, schedule(itemOf(inference, 0)[1])));
});
