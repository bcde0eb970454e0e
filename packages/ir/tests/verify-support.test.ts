import { expect, it } from 'vitest';
import { coreKinds, parseProgram, steps, verifyProgram, VerifyError, type Target } from '../src/index.ts';

const placed = (start: number, pitch = 4, halo = '1,1'): string =>
  `{"layout":{"pitch":${pitch},"halo":[${halo}]},"placement":{"constant":${start},"perImage":${start}}}`;
const tile = 'tile {"pixels":1,"channels":4,"block":1}';
const window = '"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":1';

const text = `program %net for small (
  parameter "w" : f32[4,3,3,3]
  parameter "v" : f32[4]
  prepare %w = parameter {"name":"w","kind":"parameter"} : f32[4,3,3,3]
  prepare %v = parameter {"name":"v","kind":"parameter"} : f32[4]
  activation %x : f32[3,5,5] ${placed(0)}
  activation %targets : f32[4,1,1] ${placed(200, 4, '0,0')}
  activation %a : f32[4,5,5] ${placed(400)}
  activation %mean : f32[4,1,1] ${placed(800, 4, '0,0')}
  activation %loss : f32[4,1,1] ${placed(1000, 4, '0,0')}
  activation %dx : f32[3,5,5] ${placed(1200)}
  input %x
  targets %targets
  tensor %value : f32[]
  tensor %right : f32[]
  tensor %dw : f32[4,3,3,3]
  kernel %conv = convolution reads(%x) tensors(%w) {${window}} : f32[4,5,5] ${tile}
    map tensors(%v) {"of":"add(x0, x1)"}
    store writes(%a) {"channel":0}
  kernel %mean = mean reads(%a) {"of":"x0"} : f32[4,1,1]
    store writes(%mean) {"channel":0}
  kernel %loss = loss reads(%mean, %targets) results(%value, %right) {"rows":[{"by":"largest","of":"x0"},{"by":"sum","of":"exp(subtract(x0, x2))"}],"of":"negate(multiply(x1, subtract(subtract(x0, x2), log(x3))))"} : f32[4,1,1]
    store writes(%loss) {"channel":0}
  kernel %dw = filter_gradient reads(%a, %x) results(%dw) {${window}} : f32[4,5,5]
  kernel %dx = input_gradient reads(%a) tensors(%w) {${window}} : f32[3,5,5] ${tile}
    store writes(%dx) {"channel":0}
  result "loss" %value
  result "gradient w" %dw
  return %mean
)`;

const dtypes = ['f32', 'f16'] as const;
const small: Target = {
  name: 'small',
  supports: { cores: coreKinds, steps, dtypes },
  vector: 4,
  halo: true,
  inPlace: true,
  alignment: 16,
  tile: { pixels: 1, channels: 4 },
  cacheBytes: 4096,
};
const others = coreKinds.filter((kind) => kind !== 'mean');

/** The message for a target that differs from the small one, and the text with some of it replaced. */
function messageFor(changes: Partial<Target>, ...replacements: readonly (readonly [string, string])[]): string {
  let broken = text;
  for (const [from, to] of replacements) {
    expect(broken).toContain(from);
    broken = broken.replaceAll(from, () => to);
  }
  try {
    verifyProgram(parseProgram(broken), { ...small, ...changes });
  } catch (error) {
    expect(error).toBeInstanceOf(VerifyError);
    return (error as Error).message;
  }
  return 'is accepted';
}

const winogradTile = tile.replace('}', ',"winograd":2}');
const winograd = { outputs: [4], multiplyAdd: 1, transformed: 1, weight: 1, scratchBytes: 1 } as const;
const withoutHalo: readonly (readonly [string, string])[] = [['"halo":[1,1]', '"halo":[0,0]']];

it.each<readonly [string, Partial<Target>, readonly (readonly [string, string])[]]>([
  ['what it has code for', {}, []],
  ['maps without halos, where bounds are checked', { halo: false }, withoutHalo],
  ['images that are read float by float', {}, [[`%x : f32[3,5,5] ${placed(0)}`, `%x : f32[3,5,5] ${placed(0, 3)}`]]],
  ["Winograd's algorithm", { winograd: { ...winograd, outputs: [2] } }, [[tile, winogradTile]]],
])('a target runs %s', (_, changes, replacements) => expect(messageFor(changes, ...replacements)).toBe('is accepted'));

it.each<readonly [string, Partial<Target>, readonly (readonly [string, string])[], string]>([
  ['of another target', {}, [['for small', 'for large']], 'it is scheduled for large, expected small'],
  ['of no target', {}, [[' for small', '']], 'it is scheduled for no target, expected small'],
  [
    'with another core',
    { supports: { cores: others, steps, dtypes } },
    [],
    `kernel mean: small has no mean; it runs ${others.join(', ')}`,
  ],
  [
    'with another step',
    { supports: { cores: coreKinds, steps: ['store'], dtypes } },
    [],
    'kernel conv: small has no map; its steps are store',
  ],
  ['with less zeros around a map', {}, withoutHalo, 'kernel conv: x has a halo of 0×0, expected at least 1×1'],
  ['with zeros around a map', { halo: false }, [], 'buffer x: a halo of 1×1, which small does not skip'],
  [
    'with broken vectors',
    {},
    [[`%a : f32[4,5,5] ${placed(400)}`, `%a : f32[4,5,5] ${placed(400, 5)}`]],
    'buffer a: a pitch of 5, which small reads in vectors of 4 channels',
  ],
  [
    "with broken vectors for Winograd's algorithm",
    { winograd: { ...winograd, outputs: [2] } },
    [
      [tile, winogradTile],
      [`%x : f32[3,5,5] ${placed(0)}`, `%x : f32[3,5,5] ${placed(0, 3)}`],
    ],
    'buffer x: a pitch of 3, which small reads in vectors of 4 channels',
  ],
  [
    "with Winograd's algorithm",
    {},
    [[tile, winogradTile]],
    "kernel conv: a tile of Winograd's F(2×2, 3×3), which small has not within one kernel",
  ],
  [
    "with another of Winograd's algorithms",
    { winograd },
    [[tile, winogradTile]],
    "kernel conv: a tile of Winograd's F(2×2, 3×3), which small has not within one kernel",
  ],
  [
    'with a workgroup',
    {},
    [[tile, tile.replace('}', ',"workgroup":true}')]],
    'kernel conv: a tile of a workgroup, which small has not',
  ],
  [
    'whose filters are computed',
    {},
    [['input_gradient reads(%a) tensors(%w)', 'input_gradient reads(%a) tensors(%dw)']],
    'kernel dx: kernels compute its filters dw, expected prepared ones',
  ],
  [
    'whose maps are stored as another type',
    { supports: { cores: coreKinds, steps, dtypes: ['f32'] } },
    [['%a : f32[4,5,5]', '%a : f16[4,5,5]']],
    'buffer a is stored as f16, which small has no code for; expected f32',
  ],
  [
    'whose weights are stored as another type',
    { supports: { cores: coreKinds, steps, dtypes: ['f32'] } },
    [['"kind":"parameter"} : f32[', '"kind":"parameter"} : f16[']],
    'prepared tensor w is stored as f16, which small has no code for; expected f32',
  ],
  ['that its rule refuses', { supports: { cores: coreKinds, steps, dtypes, fault: () => 'the moon' } }, [], 'the moon'],
])('a target refuses a program %s', (_, changes, replacements, message) =>
  expect(messageFor(changes, ...replacements)).toContain(message),
);

it.each<readonly [string, readonly (readonly [string, string])[], string]>([
  [
    'a step behind the loss',
    [['    store writes(%loss)', '    map {"of":"max(x0, 0)"}\n    store writes(%loss)']],
    'kernel loss: a loss is stored, and no other step follows; found map, store',
  ],
  [
    "a slice of a buffer for the loss's gradient",
    [[`%loss : f32[4,1,1] ${placed(1000, 4, '0,0')}`, `%loss : f32[5,1,1] ${placed(1000, 8, '0,0')}`]],
    'kernel loss: a loss is stored as a buffer of its own, loss is 5×1×1',
  ],
  [
    "Winograd's algorithm with strides",
    [
      [tile, winogradTile],
      ['"stride":[1,1]', '"stride":[2,1]'],
      ['f32[4,5,5]', 'f32[4,3,5]'],
    ],
    "kernel conv: its tile is Winograd's, for filters of 3×3, stride 1×1, dilation 1×1, 1 group; found 3×3, stride 2×1, dilation 1×1, 1 groups",
  ],
  [
    "Winograd's algorithm for a mean",
    [['mean reads(%a) {"of":"x0"} : f32[4,1,1]', `mean reads(%a) {"of":"x0"} : f32[4,1,1] ${winogradTile}`]],
    "kernel mean: its tile is Winograd's, which a mean has not; expected a convolution or an input_gradient",
  ],
  [
    'a tile of nothing',
    [[tile, tile.replace('1', '0')]],
    'kernel conv, its tile: its pixels is 0, expected whole numbers',
  ],
  [
    'a window of nothing',
    [['"stride":[1,1]', '"stride":[1,0]']],
    'kernel conv: its stride is 1×0, expected whole numbers from 1',
  ],
  [
    'the gradient of nothing',
    [['"gradient w"', '"gradient u"']],
    'the result gradient u: expected loss, correct, the gradient of a parameter or the statistic of a buffer',
  ],
  [
    'a gradient of another shape',
    [['"gradient w"', '"gradient v"']],
    'the result gradient v: dw is 4×3×3×3, expected 4',
  ],
  [
    'a parameter of another kind',
    [['parameter "v"', 'buffer "v"']],
    'prepare v: is a parameter, v is declared as a buffer',
  ],
])('no target runs %s', (_, replacements, message) => expect(messageFor({}, ...replacements)).toContain(message));
