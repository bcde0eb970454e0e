import { expect, test } from 'vitest';
import { emitDeclarations, emitModule } from '../src/index.ts';

const model = {
  name: 'tiny',
  input: [3, 8, 8],
  classes: 4,
  parameters: [{ name: 'fc.bias', shape: [4], kind: 'parameter' }],
  outputs: [{ name: 'logits', shape: [4] }],
  parameterCount: 4,
  multiplyAdds: 4,
} as const;

test('emitDeclarations', () => {
  expect(() => emitDeclarations(model, { train: true } as never)).toThrow(
    new TypeError('emitDeclarations: there is no option "train"; did you mean trains? There are trains'),
  );
  expect(() => emitDeclarations(model, { trains: 'yes' } as never)).toThrow(
    new TypeError('emitDeclarations: trains is "yes"; expected true or false'),
  );
  for (const options of [true, null, ['trains']])
    expect(() => emitDeclarations(model, options as never)).toThrow(
      /^emitDeclarations: the options are .+; expected an object with trains$/,
    );
  expect(emitDeclarations(model, { trains: undefined } as object)).toBe(emitDeclarations(model));
});

test('emitModule', () => {
  expect(() => emitModule({ model, prepare: [], gpu: {} } as never)).toThrow(
    /^emitModule: there is no option "gpu"; (did you mean cpu\? T|t)here are model, prepare, cpu, webgpu, training$/,
  );
  expect(() => emitModule({ model } as never)).toThrow('emitModule: prepare is missing; expected a list of steps');
  expect(() => emitModule({ model, prepare: [], webgpu: 'plans' } as never)).toThrow(
    'emitModule: webgpu is "plans"; expected an object',
  );
  expect(() => emitModule('tiny' as never)).toThrow(
    'emitModule: the options are "tiny"; expected an object with model, prepare, cpu, webgpu, training',
  );
});
