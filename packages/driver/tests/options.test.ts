import { cifarResnet, conv, network, resnet } from '@resnet-compile/dsl';
import { expect, test } from 'vitest';
import { CannotCompile, compileModule, compileTraining, stagesOf, type Stages } from '../src/index.ts';

const built = (net = cifarResnet(8)): Stages => {
  const stages = stagesOf(net, { name: 'net' });
  if ('problems' in stages) throw new Error('the network has problems');
  return stages;
};

test.each<readonly [object, string]>([
  [{ target: 'gpu' }, "compileModule: target is \"gpu\"; expected 'cpu', 'js' or 'webgpu'"],
  [{ precision: 'f8' }, "compileModule: precision is \"f8\"; expected 'f32' or 'f16'"],
  [{ softwareGPU: true }, 'compileModule: there is no option "softwareGPU"; did you mean softwareGpu?'],
  [{ record: 'model.tune.json' }, 'compileModule: record is "model.tune.json"; expected a record'],
])('compileModule: %o', (options, message) => expect(() => compileModule(built(), options as never)).toThrow(message));

test.each<readonly [object, string]>([
  [{ budget: 2 ** 30 }, 'compileTraining: budget is 1073741824; expected { bytes, batch }'],
  [{ budget: { bytes: 2 ** 30 } }, 'compileTraining: budget.batch is missing; expected'],
  [{ softwareGpu: 'yes' }, 'compileTraining: softwareGpu is "yes"; expected'],
  [{ precision: 'f16' }, 'compileTraining: there is no option "precision"'],
])('compileTraining: %o', (options, message) =>
  expect(() => compileTraining(built(), options as never)).toThrow(message),
);

test('what a target has not is refused', () => {
  const refused = (make: () => unknown, message: string): void => {
    expect(make).toThrow(CannotCompile);
    expect(make).toThrow(message);
  };
  refused(
    () => compileModule(built(), { target: 'cpu', precision: 'f16' }),
    'net: nothing is stored as f16 on the target cpu',
  );
  refused(() => compileTraining(built(), { target: 'js' }), 'net: there is no training step for the target js');
  refused(
    () => compileTraining(built(), { target: 'cpu', budget: { bytes: 1024, batch: 8 } }),
    'net: training on 8 images takes',
  );
});

test('mistakes of options and of shapes are told', () => {
  const problemsOf = (net: Parameters<typeof stagesOf>[0]): readonly string[] => {
    const stages = stagesOf(net, { name: 'net' });
    return 'problems' in stages ? stages.problems.map(({ code }) => code) : [];
  };
  expect(problemsOf(resnet({ stages: [0], classes: -1 }))).toEqual(['RC1102', 'RC1102']);
  expect(problemsOf(network({ input: [3, 8, 8] }, [conv(4)]))).toEqual(['RC1201']);
});
