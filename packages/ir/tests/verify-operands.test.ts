import { describe, expect, it } from 'vitest';
import {
  coreKinds,
  declarationOf,
  parseProgram,
  verifyProgram,
  VerifyError,
  type KernelProgram,
} from '../src/index.ts';
import { programText } from './every-operation.ts';

const message = (program: KernelProgram): string => {
  try {
    verifyProgram(program);
  } catch (error) {
    expect(error).toBeInstanceOf(VerifyError);
    return (error as Error).message;
  }
  return 'is accepted';
};

/** The message for the text of every operation with a part replaced. */
function messageFor(...replacements: readonly (readonly [from: string, to: string])[]): string {
  let broken = programText;
  for (const [from, to] of replacements) {
    expect(broken.split(from), `"${from}" stands there once`).toHaveLength(2);
    broken = broken.replace(from, () => to);
  }
  return message(parseProgram(broken));
}

const program = parseProgram(programText);
const kernelOf = (kind: string): number => program.kernels.findIndex(({ core }) => core.kind === kind);
/** The program with the operands of one kernel's core changed. */
const changed = (kind: string, change: object): KernelProgram => ({
  ...program,
  kernels: program.kernels.map((kernel, at) =>
    at === kernelOf(kind) ? ({ ...kernel, core: { ...kernel.core, ...change } } as typeof kernel) : kernel,
  ),
});

it('accepts the text of every operation', () => expect(messageFor()).toBe('is accepted'));

describe.each(coreKinds)('of %s', (kind) => {
  const { name, core } = program.kernels[kernelOf(kind)]!;

  it('every buffer, tensor and result is there', () => {
    for (const [place, read] of core.reads.entries())
      expect(message(changed(kind, { reads: core.reads.with(place, { ...read, buffer: 'u' } as never) }))).toContain(
        'there is no buffer u',
      );
    for (const place of core.tensors.keys())
      expect(message(changed(kind, { tensors: (core.tensors as readonly string[]).with(place, 'u') }))).toContain(
        `kernel ${name}: there is no prepared tensor u`,
      );
    for (const place of core.results.keys())
      expect(message(changed(kind, { results: (core.results as readonly string[]).with(place, 'u') }))).toContain(
        `kernel ${name}: there is no tensor u`,
      );
  });

  it('reads no view, but where it goes pixel by pixel', () => {
    for (const [place, read] of core.reads.entries()) {
      const view = { stride: [1, 1], before: 0, after: 0 };
      const found = message(changed(kind, { reads: core.reads.with(place, { ...read, view } as never) }));
      if (kind === 'copy') expect(found).toContain("kernel 20: its shape is 5×4×4, its core's 4×4×4");
      else if (kind === 'mean' || kind === 'channel_sums') expect(found).not.toContain('through a view');
      else expect(found).toContain(`kernel ${name}: ${kind} reads ${read.buffer} through a view, which it cannot`);
    }
  });

  it('the tensors that it computes are declared as they are', () => {
    for (const id of core.results) {
      const tensors = program.tensors.map((tensor) =>
        tensor.id === id ? { ...tensor, shape: [...tensor.shape, 2] } : tensor,
      );
      expect(message({ ...program, tensors })).toMatch(
        new RegExp(`^program every: kernel ${name}: computes ${id} of .*, declared is `),
      );
    }
  });
});

const operands = ['reads', 'tensors', 'results'] as const;
const counts = coreKinds.flatMap((kind) =>
  operands.flatMap((what, place) => {
    const count = declarationOf({ kind }).takes[place];
    return count === 'any' ? [] : [[kind, what, Number(count)] as const];
  }),
);
it.each(counts)('%s has as many %s as it takes: %i', (kind, what, count) => {
  const { name, core } = program.kernels[kernelOf(kind)]!;
  const has: readonly unknown[] = core[what];
  const another = { reads: { buffer: 'x' }, tensors: 'v', results: 'free' }[what];
  const tensors = [...program.tensors, { id: 'free', shape: [4], dtype: 'f32' as const }];
  expect(has).toHaveLength(count);
  for (const found of count ? [has.slice(1), [...has, another]] : [[another]])
    expect(message({ ...changed(kind, { [what]: found }), tensors })).toBe(
      `program every: kernel ${name}: ${kind} has ${found.length} ${what}, expected ${count}`,
    );
});

it.each<readonly [string, string, string, string]>([
  ['1 tensors are declared once', 'tensor %sigma', 'tensor %mu', 'two tensors have the same name'],
  [
    '1 a tensor has another name than what is prepared',
    'tensor %mu : f32[4]',
    'tensor %v : f32[4]',
    'there is no tensor mu',
  ],
  [
    '1 results have different names',
    'result "gradient conv.weight" %dw',
    'result "loss" %value',
    'two results are named loss',
  ],
  ['1 results are computed', '"loss" %value', '"loss" %u', 'the result loss: nothing computes u'],
  ['1 the targets', 'targets %targets', 'targets %u', 'there is no buffer u'],
  [
    "3 the targets are the caller's",
    'store writes(%loss)',
    'store writes(%targets)',
    'kernel 8 writes channel 0 of targets a second time',
  ],
  [
    '4 a core before its operands',
    'copy reads(%dx ',
    'copy reads(%cat ',
    'kernel 20 reads cat before all of it is written',
  ],
  [
    '4 the shape through a view',
    '"before":1,"after":0}) : f32[5,4,4]',
    '"before":2,"after":0}) : f32[5,4,4]',
    "kernel 20: its shape is 5×4×4, its core's 6×4×4",
  ],
  [
    '4 weights that do not fit',
    'reads(%loss) tensors(%fc) {',
    'reads(%loss) tensors(%w) {',
    'kernel 9: the window differs from the filters',
  ],
  [
    '4 filters of Winograd',
    'reads(%tiles) tensors(%w)',
    'reads(%tiles) tensors(%fc)',
    'kernel 2: filters 2×4 do not fit 64 channels of 16 positions',
  ],
  [
    '4 the map of Winograd',
    '"outputs":2,"map":[4,4]',
    '"outputs":2,"map":[4,3]',
    "kernel 3: its shape is 4×4×4, its core's 4×4×3",
  ],
  [
    '4 tensors computed later',
    'tensors(%mu, %sigma) results(%scale)',
    'tensors(%mu, %dv) results(%scale)',
    'kernel 16: there is no prepared tensor dv',
  ],
  ['4 computed twice', 'results(%mu, %sigma)', 'results(%mu, %mu)', 'kernel 15: computes mu a second time'],
  ['4 computed by two kernels', 'results(%dfcw)', 'results(%value)', 'kernel 10: computes value a second time'],
  ['4 computed, though it is prepared', 'results(%dfcw)', 'results(%fc)', 'kernel 10: computes fc a second time'],
  [
    '4 logits and targets',
    'reads(%logits, %targets)',
    'reads(%pool, %targets)',
    'kernel 8: logits 4×1×1, targets 2×1×1',
  ],
  [
    '4 vectors of another length',
    'tensors(%mu, %sigma) results(%scale)',
    'tensors(%mu, %fc) results(%scale)',
    'kernel 16: fc is not a vector of 4',
  ],
  [
    '4 summed with vectors of another length',
    'tensors(%scale) results',
    'tensors(%w) results',
    'kernel 17: w is not a vector of 4',
  ],
  [
    '4 summed maps of another size',
    'reads(%dmax, %dskip)',
    'reads(%dmax, %dmean)',
    'kernel 17: what it reads differs in shape: dmean is no 4×4×4',
  ],
  [
    '4 sums of no map',
    'channel_sums reads(%dmax, %dskip) ',
    'channel_sums ',
    'kernel 17: it reads nothing whose values it could sum',
  ],
  ['4 as many sums as results', 'results(%dv, %du)', 'results(%dv)', 'kernel 17: 2 sums for 1 results'],
  [
    '4 as many expressions as results',
    '["multiply(x0, divide(x1, count))"]',
    '["x0","x1"]',
    'kernel 16: 2 expressions for 1 results',
  ],
  [
    '5 a sum of an operand that there is not',
    'subtract(x1, x2))"',
    'subtract(x1, x3))"',
    'kernel 17: multiply(x0, subtract(x1, x3)) has 3 operands',
  ],
  [
    '5 a sum that counts',
    '"x0"]} : f32[4,4,4]',
    '"count"]} : f32[4,4,4]',
    'kernel 17: count asks for a count, which vectors and losses have alone',
  ],
  [
    '5 a vector of an operand that there is not',
    'divide(x1, count)',
    'divide(x2, count)',
    'kernel 16: multiply(x0, divide(x2, count)) has 2 operands',
  ],
  [
    '5 a step of an operand that there is not',
    '"add(max(x0, x1), x2)"',
    '"add(max(x0, x1), x3)"',
    'kernel 0: add(max(x0, x1), x3) has 3 operands',
  ],
  [
    '5 a step that counts',
    '"add(max(x0, x1), x2)"',
    '"add(max(x0, x1), count)"',
    'kernel 0: add(max(x0, x1), count) asks for a count',
  ],
  [
    '5 what a step reads through its view',
    '{"stride":[1,1],"before":0,"after":1}',
    '{"stride":[2,1],"before":0,"after":1}',
    'kernel 20: map reads conv as 5×2×4, expected 5×4×4',
  ],
  [
    '5 what a step reads everywhere is one pixel',
    'map reads(%pool {"stride":[0,0]',
    'map reads(%conv {"stride":[0,0]',
    'kernel 20: map reads conv as 5×NaN×NaN, expected 5×4×4',
  ],
  [
    '5 what a step reads',
    'map reads(%x) tensors(%v)',
    'map reads(%loss) tensors(%v)',
    'kernel 0 reads loss before all of it is written',
  ],
  [
    '5 a step with a vector of another length',
    'map reads(%x) tensors(%v)',
    'map reads(%x) tensors(%fc)',
    'kernel 0: map fc is not a vector of 4',
  ],
  [
    '5 a step with a vector that there is not',
    'map reads(%x) tensors(%v)',
    'map reads(%x) tensors(%dv)',
    'kernel 0: there is no prepared tensor dv',
  ],
  ['5 a store of nothing', 'store writes(%max)', 'store', 'kernel 4: store computes nothing, expected one buffer'],
  [
    '5 a store of two',
    'store writes(%max)',
    'store writes(%max, %mean)',
    'kernel 4: store computes max, mean, expected one buffer',
  ],
  [
    '5 a store that reads',
    'store writes(%max)',
    'store tensors(%v) writes(%max)',
    'kernel 4: store reads more than the running value',
  ],
  [
    '5 a map that stores',
    'map reads(%x) tensors(%v)',
    'map reads(%x) tensors(%v) writes(%max)',
    'kernel 0: map computes max, expected the running value alone',
  ],
  ['5 a dropout that reads', 'dropout {', 'dropout reads(%x) {', 'kernel 0: dropout reads more than the running value'],
  [
    '5 a store that reduces',
    'store writes(%max)',
    'store results(%du) writes(%max)',
    'kernel 4: store computes du, max, expected one buffer',
  ],
  [
    '5 steps behind a reduction',
    '"count":16} : f32[4,1,1]\n',
    '"count":16} : f32[4,1,1]\n    store writes(%max) {"channel":0}\n',
    'kernel 16: it reduces to tensors and has an epilogue',
  ],
])('%s', (_, from, to, expected) => {
  expect(messageFor([from, to])).toContain(expected);
});

/** Gradients have the shape that the kernel states, if the forward operation makes of it what is given. */
describe('4 a gradient is of what the forward operation makes', () => {
  it.each<readonly [string, readonly (readonly [string, string])[], string]>([
    [
      'a convolution, by its input',
      [['reads(%dmax) tensors(%w)', 'reads(%dmean) tensors(%w)']],
      'kernel 19: the gradient of a map of 4×4×4 is 4×2×2, expected 4×4×4',
    ],
    [
      'a convolution with another stride',
      [['tensors(%w) {"kernel":[3,3],"stride":[1,1]', 'tensors(%w) {"kernel":[3,3],"stride":[2,1]']],
      'kernel 19: the gradient of a map of 4×4×4 is 4×4×4, expected 4×2×4',
    ],
    [
      'a convolution with another window',
      [['tensors(%w) {"kernel":[3,3]', 'tensors(%w) {"kernel":[1,3]']],
      'kernel 19: the window differs from the filters',
    ],
    [
      'a convolution, by its filters',
      [['filter_gradient reads(%dmax, %x)', 'filter_gradient reads(%dmax, %dmean)']],
      'kernel 18: the gradient of a map of 4×2×2 is 4×4×4, expected 4×2×2',
    ],
    [
      'a convolution in groups',
      [
        [
          'results(%dw) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":1}',
          'results(%dw) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":3}',
        ],
      ],
      'kernel 18: 4 and 4 channels cannot be divided into 3 groups',
    ],
    [
      'a convolution in groups, whose filters are smaller',
      [
        [
          'results(%dw) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":1}',
          'results(%dw) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":2}',
        ],
      ],
      'kernel 18: computes dw of 4×2×3×3, declared is 4×4×3×3',
    ],
    [
      'a max-pool',
      [['max_pool_gradient reads(%dmean, %winograd)', 'max_pool_gradient reads(%dmean, %dmean)']],
      'kernel 13: the gradient of a map of 4×2×2 is 4×2×2, expected 4×1×1',
    ],
    [
      'an average',
      [['average_pool_gradient reads(%dpool)', 'average_pool_gradient reads(%dfc)']],
      'kernel 12: the gradient of a map of 4×2×2 is 4×1×1, expected 4×2×2',
    ],
    [
      'a mean',
      [['spread reads(%dfc)', 'spread reads(%loss)']],
      'kernel 11: the gradient of a map of 4×2×2 is 2×1×1, expected 4×1×1',
    ],
    [
      'every second pixel',
      [
        ['upsample reads(%dmean) {"stride":[2,2]}', 'upsample reads(%dmean) {"stride":[3,3]}'],
        ['reads(%dmax, %dskip)', 'reads(%dmax, %dmax)'],
      ],
      'is accepted',
    ],
    [
      'every fourth pixel',
      [['upsample reads(%dmean) {"stride":[2,2]}', 'upsample reads(%dmean) {"stride":[4,2]}']],
      'kernel 14: the gradient of a map of 4×4×4 is 4×2×2, expected 4×1×2',
    ],
    [
      'what the kernel states',
      [
        [
          'results(%dw) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":1} : f32[4,4,4]',
          'results(%dw) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":1} : f32[4,4,5]',
        ],
      ],
      "kernel 18: its shape is 4×4×5, its core's 4×4×4",
    ],
  ])('%s', (_, replacements, expected) => expect(messageFor(...replacements)).toContain(expected));
});
