import { cpuTarget } from '@resnet-compile/backend-cpu';
import { cifarResnet, flatten, globalAveragePool, network, relu } from '@resnet-compile/dsl';
import { expect, test } from 'vitest';
import { compile } from '../src/index.ts';

const net = cifarResnet(8);
const needed = { name: 'net', target: cpuTarget };
const compileWith = (options: unknown, network: unknown) => (): unknown => compile(network as never, options as never);
const names =
  'target, schedules, onPass, name, positionFile, initialization, zeroGamma, mode, explain, loss, memoryBudget';

test.each<readonly [object, string]>([
  [{ ...needed, mod: 'training' }, `compile: there is no option "mod"; did you mean mode? There are ${names}`],
  [{ ...needed, nonsense: undefined }, `compile: there is no option "nonsense"; there are ${names}`],
  [{ name: 'net' }, 'compile: target is missing; expected a target such as cpuTarget'],
  [{ ...needed, target: 'cpu' }, 'compile: target is "cpu"; expected a target such as cpuTarget'],
  [{ ...needed, name: '' }, 'compile: name is ""; expected a text'],
  [{ ...needed, mode: 'train' }, "compile: mode is \"train\"; expected 'inference' or 'training'"],
  [
    { ...needed, mode: 'Training' },
    "compile: mode is \"Training\"; expected 'inference' or 'training'; did you mean 'training'?",
  ],
  [{ ...needed, loss: 2 }, 'compile: loss is 2; expected a loss such as crossEntropy()'],
  [{ ...needed, loss: { kind: 'toString' } }, 'compile: loss is '],
  [{ ...needed, memoryBudget: '1GiB' }, 'compile: memoryBudget is "1GiB"; expected a number of bytes'],
  [{ ...needed, onPass: true }, 'compile: onPass is true; expected a function'],
])('options %o', (options, message) => expect(compileWith(options, net)).toThrow(message));

test.each(['text', 4, null, undefined, [1], () => {}, net])('options that are %s', (options) =>
  expect(compileWith(options, net)).toThrow(/^compile: the options are .+; expected an object with target, /),
);
test.each([undefined, null, {}, 'net', relu(), { stages: [1] }])('what is no network: %o', (network) =>
  expect(compileWith(needed, network)).toThrow(/^compile: the network is .+; expected a network$/),
);
test('undefined is as good as left out', () =>
  expect(compileWith({ ...needed, mode: undefined, onPass: undefined, loss: undefined }, net)).not.toThrow());

test('a network without parameters has nothing to be trained', () =>
  expect(
    compileWith({ ...needed, mode: 'training' }, network({ input: [3, 4, 4] }, [globalAveragePool(), flatten()])),
  ).toThrow('compile: net has no parameters to train; expected one at least that its output depends on'));
