import { parseProgram, verifyProgram, VerifyError, type Target } from '@resnet-compile/ir';
import { describe, expect, it } from 'vitest';
import { buildWebGpuPlan, webgpuTarget, webgpuTrainingTarget } from '../src/index.ts';
import { buildStepPlan } from '../src/training/build-step-plan.ts';
import { layOutParameters } from '../src/training/lay-out-parameters.ts';

type Replacements = readonly (readonly [from: string, to: string])[];

/** The message for a text with some of it replaced. */
function messageFor(text: string, target: Target, replacements: Replacements): string {
  const broken = replacements.reduce((now, [from, to]) => {
    expect(now).toContain(from);
    return now.replaceAll(from, () => to);
  }, text);
  try {
    verifyProgram(parseProgram(broken), target);
  } catch (error) {
    expect(error).toBeInstanceOf(VerifyError);
    return (error as Error).message;
  }
  return 'is accepted';
}

let start = 0;
const placed = (perImage: number, pitch = 4): string => {
  start += perImage;
  return `{"layout":{"pitch":${pitch},"halo":[0,0]},"placement":{"constant":0,"perImage":${start - perImage}}}`;
};
const tile = 'tile {"pixels":1,"channels":4,"block":1}';
const window = '"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1]';

const inference = `program %net for webgpu (
  parameter "w" : f32[4,4,3,3]
  prepare %w = parameter {"name":"w","kind":"parameter"} : f32[4,4,3,3]
  activation %x : f32[4,4,4] ${placed(64)}
  activation %tiles : f32[64,2,2] ${placed(256, 64)}
  activation %products : f32[64,2,2] ${placed(256, 64)}
  activation %y : f32[4,4,4] ${placed(64)}
  input %x
  kernel %tiles = winograd_input reads(%x) {"outputs":2,"padding":[1,1,1,1]} : f32[64,2,2]
    store writes(%tiles) {"channel":0}
  kernel %products = winograd_product reads(%tiles) tensors(%w) {"outputs":2} : f32[64,2,2] ${tile}
    store writes(%products) {"channel":0}
  kernel %y = winograd_output reads(%products) {"outputs":2,"map":[4,4]} : f32[4,4,4]
    store writes(%y) {"channel":0}
  return %y
)`;

describe('inference', () => {
  it("runs Winograd's algorithm on whole vectors", () => {
    expect(messageFor(inference, webgpuTarget, [])).toBe('is accepted');
    expect(buildWebGpuPlan(parseProgram(inference)).dispatches).toHaveLength(3);
  });

  it.each<readonly [string, Replacements, string]>([
    [
      'tiles of broken vectors',
      [
        ['%x : f32[4,4,4]', '%x : f32[3,4,4]'],
        ['f32[4,4,3,3]', 'f32[4,3,3,3]'],
        ['%tiles : f32[64,2,2]', '%tiles : f32[48,2,2]'],
        ['"padding":[1,1,1,1]} : f32[64,2,2]', '"padding":[1,1,1,1]} : f32[48,2,2]'],
      ],
      'kernel tiles: 3 channels in each position of a winograd_input, expected a multiple of 4',
    ],
    [
      'products of broken vectors',
      [
        ['f32[4,4,3,3]', 'f32[2,4,3,3]'],
        ['%products : f32[64,2,2]', '%products : f32[32,2,2]'],
        ['{"outputs":2} : f32[64,2,2]', '{"outputs":2} : f32[32,2,2]'],
        ['%y : f32[4,4,4]', '%y : f32[2,4,4]'],
        ['"map":[4,4]} : f32[4,4,4]', '"map":[4,4]} : f32[2,4,4]'],
      ],
      'kernel products: 2 channels in each position of a winograd_product, expected a multiple of 4',
    ],
    [
      'weights as float32 beside maps as float16',
      [['%tiles : f32[64,2,2] {', '%tiles : f16[64,2,2] {']],
      'prepared tensor w is stored as f32, and tiles as f16; expected f16 for both',
    ],
    [
      'what nothing stores yet',
      [['%tiles : f32[64,2,2] {', '%tiles : i8[64,2,2] {']],
      'buffer tiles is stored as i8, which no operation reads or writes yet; expected f32 or f16',
    ],
    [
      'tiles that go through another step',
      [['    store writes(%tiles)', '    map {"of":"max(x0, 0)"}\n    store writes(%tiles)']],
      'kernel tiles: a winograd_input is stored, and no other step follows; found map, store',
    ],
    [
      'sums over the batch',
      [
        ['  return %y', '  kernel %sum = channel_sums reads(%y) results(%sum) {"of":["x0"]} : f32[4,4,4]\n  return %y'],
        ['  input %x', '  input %x\n  tensor %sum : f32[4]'],
      ],
      'kernel sum: webgpu has no channel_sums; it runs convolution, input_gradient,',
    ],
  ])('not %s', (_, replacements, message) =>
    expect(messageFor(inference, webgpuTarget, replacements)).toContain(message),
  );
});

const training = `program %net for webgpu-training (
  parameter "w" : f32[4,4,3,3]
  parameter "v" : f32[1]
  prepare %w = parameter {"name":"w","kind":"parameter"} : f32[4,4,3,3]
  prepare %c = constant {"values":[${Array.from({ length: 72 }, (_, index) => index / 8)}]} : f32[4,2,3,3]
  prepare %v = parameter {"name":"v","kind":"parameter"} : f32[1]
  prepare %all = expand %v {"channels":4} : f32[4]
  activation %x : f32[4,4,4] ${placed(64)}
  activation %targets : f32[4,1,1] ${placed(4)}
  activation %a : f32[4,4,4] ${placed(64)}
  activation %b : f32[4,4,4] ${placed(64)}
  activation %mean : f32[4,1,1] ${placed(4)}
  activation %loss : f32[4,1,1] ${placed(4)}
  input %x
  targets %targets
  tensor %value : f32[]
  tensor %right : f32[]
  tensor %dw : f32[4,4,3,3]
  kernel %a = convolution reads(%x) tensors(%w) {${window},"groups":1} : f32[4,4,4] ${tile}
    map tensors(%all) {"of":"multiply(x0, x1)"}
    dropout {"rate":0.5,"per":"element","key":1}
    store writes(%a) {"channel":0}
  kernel %b = convolution reads(%a) tensors(%c) {${window},"groups":2} : f32[4,4,4] ${tile}
    store writes(%b) {"channel":0}
  kernel %mean = mean reads(%b) {"of":"x0"} : f32[4,1,1]
    store writes(%mean) {"channel":0}
  kernel %loss = loss reads(%mean, %targets) results(%value, %right) {"rows":[{"by":"largest","of":"x0"},{"by":"sum","of":"exp(subtract(x0, x2))"}],"of":"negate(multiply(x1, subtract(subtract(x0, x2), log(x3))))"} : f32[4,1,1]
    store writes(%loss) {"channel":0}
  kernel %dw = filter_gradient reads(%a, %x) results(%dw) {${window},"groups":1} : f32[4,4,4]
  result "loss" %value
  result "correct" %right
  result "gradient w" %dw
  return %mean
)`;

describe('training', () => {
  it('runs filters that are parameters or constants, and numbers for all channels', () => {
    expect(messageFor(training, webgpuTrainingTarget, [])).toBe('is accepted');
    const program = parseProgram(training);
    const { dispatches } = buildStepPlan(program, layOutParameters(program), 1);
    expect(dispatches.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['all', 'a', 'b', 'mean', 'loss', 'loss.sum', 'dw.parts', 'dw']),
    );
  });

  it.each<readonly [string, Replacements, string]>([
    [
      'filters that are scaled',
      [
        ['  activation %x', '  prepare %s = scale_filters %w, %all : f32[4,4,3,3]\n  activation %x'],
        ['reads(%x) tensors(%w)', 'reads(%x) tensors(%s)'],
      ],
      'prepare s: filters are scaled, expected parameters or constants',
    ],
    [
      'filters that are running statistics',
      [
        ['parameter "w"', 'buffer "w"'],
        ['"name":"w","kind":"parameter"', '"name":"w","kind":"buffer"'],
        ['"gradient w"', '"statistic w"'],
      ],
      'kernel a: its filters w are a buffer, expected a parameter',
    ],
    [
      'a gradient of filters that are no parameter',
      [['  result "gradient w" %dw\n', '']],
      "kernel dw: dw is no parameter's gradient, expected one",
    ],
  ])('not %s', (_, replacements, message) =>
    expect(messageFor(training, webgpuTrainingTarget, replacements)).toContain(message),
  );
});

it("training does not run Winograd's kernels", () =>
  expect(messageFor(inference, webgpuTrainingTarget, [['for webgpu', 'for webgpu-training']])).toContain(
    'kernel tiles: webgpu-training has no winograd_input; it runs convolution, input_gradient,',
  ));

it('neither is given the programs of the other', () => {
  const program = parseProgram(training);
  expect(() => buildWebGpuPlan(program)).toThrow('the WebGPU backend was given a program for webgpu-training');
  const other = parseProgram(inference);
  expect(() => buildStepPlan(other, layOutParameters(other), 1)).toThrow('was given a program for webgpu');
});
