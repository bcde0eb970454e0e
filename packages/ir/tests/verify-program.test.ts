import { describe, expect, it } from 'vitest';
import { parseProgram, verifyProgram, VerifyError } from '../src/index.ts';

const view = '{"stride":[1,1],"before":0,"after":0}';
const placed = (start: number, pitch = 2, halo = 0): string =>
  `{"layout":{"pitch":${pitch},"halo":[${halo},${halo}]},"placement":{"constant":0,"perImage":${start}}}`;
const tile = 'tile {"pixels":1,"channels":1,"block":1}';

const text = `program %net (
  parameter "w" : f32[2,2,1,1]
  parameter "fc" : f32[5,4]
  prepare %w = parameter {"name":"w","kind":"parameter"} : f32[2,2,1,1]
  prepare %b = constant {"values":[1,2]} : f32[2]
  prepare %s = scale_filters %w, %b : f32[2,2,1,1]
  prepare %fc = parameter {"name":"fc","kind":"parameter"} : f32[5,4]
  activation %x : f32[2,3,3]
  activation %a : f32[2,3,3]
  activation %c : f32[4,3,3]
  activation %m : f32[4,1,1]
  activation %y : f32[5,1,1]
  input %x
  kernel %one = convolution reads(%x) tensors(%s) {"kernel":[1,1],"stride":[1,1],"padding":[0,0,0,0],"dilation":[1,1],"groups":1} : f32[2,3,3]
    map tensors(%b) {"of":"add(x0, x1)"}
    map tensors(%b, %b) {"of":"add(multiply(x0, x1), x2)"}
    store writes(%a) {"channel":0}
    map reads(%x ${view}) {"of":"add(x0, x1)"}
    map {"of":"max(x0, 0)"}
    store writes(%c) {"channel":2}
  kernel %two = copy reads(%a ${view}) : f32[2,3,3]
    store writes(%c) {"channel":0}
  kernel %mean = mean reads(%c) {"of":"x0"} : f32[4,1,1]
    store writes(%m) {"channel":0}
  kernel %fc = matrix_product reads(%m) tensors(%fc) : f32[5,1,1]
    store writes(%y) {"channel":0}
  return %y
)`;

/** The message for the text with some of its parts replaced. */
function messageFor(source: string, replacements: readonly (readonly [string, string])[]): string {
  let broken = source;
  for (const [from, to] of replacements) {
    expect(broken).toContain(from);
    broken = broken.replace(from, () => to);
  }
  try {
    verifyProgram(parseProgram(broken));
  } catch (error) {
    expect(error).toBeInstanceOf(VerifyError);
    return (error as Error).message;
  }
  return 'is accepted';
}

it('accepts a valid program', () => expect(messageFor(text, [])).toBe('is accepted'));

it.each<readonly [string, string, string, string]>([
  ['1 prepare ids', 'prepare %b =', 'prepare %w =', 'two prepare steps are named w'],
  ['1 buffer ids', 'activation %a', 'activation %x', 'two buffers are named x'],
  ['1 kernel names', 'kernel %two', 'kernel %one', 'two kernels are named one'],
  ['1 parameter names', 'parameter "fc"', 'parameter "w"', 'two parameters have the same name'],
  ['1 the input', 'input %x', 'input %u', 'there is no buffer u'],
  ['1 the output', 'return %y', 'return %u', 'there is no buffer u'],
  ["1 a core's input", 'copy reads(%a', 'copy reads(%u', 'there is no buffer u'],
  ['1 a stored buffer', 'store writes(%a)', 'store writes(%u)', 'there is no buffer u'],
  [
    '1 prepared weights',
    'convolution reads(%x) tensors(%s)',
    'convolution reads(%x) tensors(%u)',
    'kernel one: there is no prepared tensor u',
  ],
  [
    '1 a prepared vector',
    'map tensors(%b) {"of":"add(x0, x1)"}',
    'map tensors(%u) {"of":"add(x0, x1)"}',
    'kernel one: there is no prepared tensor u',
  ],
  ['2 inputs first', 'scale_filters %w', 'scale_filters %fc', 'prepare s: fc is not prepared before it'],
  ['2 a declared parameter', '{"name":"w"', '{"name":"u"', 'prepare w: no parameter u'],
  [
    '2 its shape',
    '"kind":"parameter"} : f32[2,2,1,1]',
    '"kind":"parameter"} : f32[2,3,1,1]',
    'prepare w: is 2×3×1×1, its parameter 2×2×1×1',
  ],
  [
    '2 a fan to draw over',
    'parameter "fc" : f32[5,4]',
    'parameter "fc" : f32[5] {"initial":{"distribution":"he_normal","fan":"out"}}',
    'parameter fc: has no fan out: its shape is 5',
  ],
  ['2 as many values', '[1,2]} : f32[2]', '[1,2]} : f32[3]', 'prepare b: 2 values for 3'],
  [
    '2 the shape of its rule',
    '%w, %b : f32[2,2,1,1]',
    '%w, %b : f32[2,2]',
    'prepare s: has type 2×2, its rule infers 2×2×1×1',
  ],
  ['2 as many inputs as it takes', 'scale_filters %w, %b', 'scale_filters %w', 'prepare s: has 1 inputs, expected 2'],
  ['3 read before it is written', 'copy reads(%a', 'copy reads(%c', 'kernel two reads c before all of it is written'],
  ['3 added before it is written', 'map reads(%x', 'map reads(%a', 'kernel one reads a before all of it is written'],
  [
    '3 written twice',
    'store writes(%c) {"channel":0}',
    'store writes(%c) {"channel":1}',
    'kernel two writes channel 2 of c a second time',
  ],
  [
    "3 the input is the caller's",
    'store writes(%a)',
    'store writes(%x)',
    'kernel one writes channel 0 of x a second time',
  ],
  [
    '3 the output is written',
    'return %y',
    'activation %z : f32[1,1,1]\n return %z',
    'reads z before all of it is written',
  ],
  [
    '3 a tap is written',
    'return %y',
    'activation %z : f32[1,1,1]\n tap "z" %z\n return %y',
    'tap z reads z before all',
  ],
  ['3 a tap is there', 'return %y', 'tap "z" %z\n return %y', 'there is no buffer z'],
  ['3 taps of one name', 'return %y', 'tap "a" %a\n tap "a" %c\n return %y', 'two taps are named a'],
  [
    '3 taps of inference alone',
    'return %y',
    'tap "a" %a\n result "loss" %w\n return %y',
    'has the tap a; expected gradients alone in a training step',
  ],
  [
    '3 what the network gives is there before the targets are read',
    'input %x',
    'activation %q : f32[2,3,3]\n input %q\n targets %x',
    'the network reads y before all of it is written',
  ],
  [
    "4 its core's shape",
    'copy reads(%a {"stride":[1,1]',
    'copy reads(%a {"stride":[2,1]',
    "kernel two: its shape is 2×3×3, its core's 2×2×3",
  ],
  [
    '4 filters and channels',
    'convolution reads(%x) tensors(%s)',
    'convolution reads(%x) tensors(%fc)',
    'kernel one: filters 5×4 do not fit 2 channels in 1 groups',
  ],
  ['4 groups', '"groups":1', '"groups":2', 'kernel one: filters 2×2×1×1 do not fit 2 channels in 2 groups'],
  ["4 the filters' window", '{"kernel":[1,1]', '{"kernel":[3,1]', 'kernel one: the window differs from the filters'],
  [
    '4 the weights of a product',
    'matrix_product reads(%m)',
    'matrix_product reads(%c)',
    'kernel fc: weights 5×4 do not fit a map of 4×3×3',
  ],
  [
    '5 a store at the end',
    'store writes(%y) {"channel":0}',
    'map {"of":"x0"}',
    'kernel fc: its epilogue does not end with a store',
  ],
  [
    '5 what is added',
    'map reads(%x {"stride":[1,1],"before":0',
    'map reads(%x {"stride":[1,1],"before":1',
    'kernel one: map reads x as 3×3×3, expected 2×3×3',
  ],
  [
    '5 a bias',
    'map tensors(%b) {"of":"add(x0, x1)"}',
    'map tensors(%w) {"of":"add(x0, x1)"}',
    'kernel one: map w is not a vector of 2',
  ],
  [
    '5 an affine step',
    'map tensors(%b, %b) {"of":"add(multiply(x0, x1), x2)"}',
    'map tensors(%b, %w) {"of":"add(multiply(x0, x1), x2)"}',
    'kernel one: map w is not a vector of 2',
  ],
  [
    '5 a store beyond the end',
    'store writes(%c) {"channel":2}',
    'store writes(%c) {"channel":3}',
    'kernel one: its result does not fit into c',
  ],
  [
    '5 a store before the start',
    'store writes(%c) {"channel":2}',
    'store writes(%c) {"channel":-1}',
    'kernel one: its result does not fit into c',
  ],
  ['5 a store of another size', 'store writes(%m)', 'store writes(%c)', 'kernel mean: its result does not fit into c'],
  [
    '7 what is given',
    'activation %x : f32',
    'activation %x : f16',
    'buffer x is stored as f16; expected f32, as the caller gives and takes it',
  ],
  ['7 what is taken', 'activation %y : f32', 'activation %y : f16', 'buffer y is stored as f16; expected f32'],
  [
    '7 what is taken by a tap',
    'activation %a : f32[2,3,3]',
    'activation %a : f16[2,3,3]\n tap "a" %a',
    'buffer a is stored as f16; expected f32',
  ],
  [
    '7 a type without operations',
    'activation %a : f32',
    'activation %a : i8',
    'buffer a is stored as i8, which no operation reads or writes yet; expected f32 or f16',
  ],
  [
    '7 that of a prepared tensor',
    '[1,2]} : f32[2]',
    '[1,2]} : i32[2]',
    'prepare b: is stored as i32, which no operation reads or writes yet; expected f32 or f16',
  ],
])('%s', (_, from, to, message) => {
  expect(messageFor(text, [[from, to]])).toContain(message);
});

it('7 float16 between kernels, and of what they read prepared', () =>
  expect(
    messageFor(text, [
      ['activation %a : f32', 'activation %a : f16'],
      ['activation %m : f32', 'activation %m : f16'],
      ['[1,2]} : f32[2]', '[1,2]} : f16[2]'],
    ]),
  ).toBe('is accepted'));

it('4 groups that do not divide the filters', () => {
  const message = messageFor(text, [
    ['"w" : f32[2,2,1,1]', '"w" : f32[3,1,1,1]'],
    ['"kind":"parameter"} : f32[2,2,1,1]', '"kind":"parameter"} : f32[3,1,1,1]'],
    ['convolution reads(%x) tensors(%s)', 'convolution reads(%x) tensors(%w)'],
    ['"groups":1', '"groups":2'],
  ]);
  expect(messageFor(text, [])).toBe('is accepted');
  expect(message).toContain('scale has shape 2, expected 3');
  const grouped = messageFor(text, [
    ['"w" : f32[2,2,1,1]', '"w" : f32[3,1,1,1]'],
    ['"kind":"parameter"} : f32[2,2,1,1]', '"kind":"parameter"} : f32[3,1,1,1]'],
    ['  prepare %s = scale_filters %w, %b : f32[2,2,1,1]\n', ''],
    ['convolution reads(%x) tensors(%s)', 'convolution reads(%x) tensors(%w)'],
    ['"groups":1', '"groups":2'],
  ]);
  expect(grouped).toContain('kernel one: 3 filters cannot be divided into 2 groups');
});

describe('6 a program with a target', () => {
  const scheduled = `program %net for test (
    prepare %w = constant {"values":[1,0,0,1]} : f32[2,2,1,1]
    activation %x : f32[2,3,3] ${placed(0)}
    activation %a : f32[2,3,3] ${placed(18)}
    activation %b : f32[2,3,3] ${placed(0)}
    activation %y : f32[2,3,3] ${placed(18)}
    input %x
    kernel %one = convolution reads(%x) tensors(%w) {"kernel":[1,1],"stride":[1,1],"padding":[0,0,0,0],"dilation":[1,1],"groups":1} : f32[2,3,3] ${tile}
      store writes(%a) {"channel":0}
    kernel %two = copy reads(%a ${view}) : f32[2,3,3]
      map reads(%x ${view}) {"of":"add(x0, x1)"}
      store writes(%b) {"channel":0}
    kernel %three = copy reads(%b ${view}) : f32[2,3,3]
      store writes(%y) {"channel":0}
    return %y
  )`;

  it('may store over what it adds, and where nothing lives any more', () =>
    expect(messageFor(scheduled, [])).toBe('is accepted'));

  it.each<readonly [string, string, string, string]>([
    ['a layout', `%a : f32[2,3,3] ${placed(18)}`, '%a : f32[2,3,3]', 'buffer a has no layout'],
    [
      'a placement',
      `%a : f32[2,3,3] ${placed(18)}`,
      '%a : f32[2,3,3] {"layout":{"pitch":2,"halo":[0,0]}}',
      'buffer a has no placement',
    ],
    [
      'a pitch',
      `%a : f32[2,3,3] ${placed(18)}`,
      `%a : f32[2,3,3] ${placed(18, 1)}`,
      'buffer a: a pitch of 1 for 2 channels',
    ],
    ['a tile', tile, '', 'kernel one has no tile'],
    [
      'memory of its own',
      `%a : f32[2,3,3] ${placed(18)}`,
      `%a : f32[2,3,3] ${placed(17)}`,
      'buffers x and a live at the same time and overlap',
    ],
    [
      'the halo too',
      `%x : f32[2,3,3] ${placed(0)}`,
      `%x : f32[2,3,3] ${placed(0, 2, 1)}`,
      'buffers x and a live at the same time and overlap',
    ],
    [
      'in place means the same place',
      `%b : f32[2,3,3] ${placed(0)}`,
      `%b : f32[2,3,3] ${placed(-2)}`,
      'buffers x and b live at the same time and overlap',
    ],
    ['in place means the same layout', `%b : f32[2,3,3] ${placed(0)}`, `%b : f32[2,3,3] ${placed(-2, 3)}`, 'overlap'],
    [
      'not over what the core reads',
      `%b : f32[2,3,3] ${placed(0)}`,
      `%b : f32[2,3,3] ${placed(18)}`,
      'buffers a and b live at the same time and overlap',
    ],
    [
      'not over what is read later',
      'copy reads(%b',
      'copy reads(%x',
      'buffers x and b live at the same time and overlap',
    ],
    [
      'no memory for nothing',
      'input %x',
      `activation %u : f32[1,1,1] ${placed(99)}\n input %x`,
      'buffer u is placed, and nothing uses it',
    ],
  ])('%s', (_, from, to, message) => expect(messageFor(scheduled, [[from, to]])).toContain(message));
});
