import { parseProgram, verifyProgram } from '@resnet-compile/ir';
import { describe, it } from 'vitest';
import { scheduleProgram } from './engine.ts';
import { expectReference } from './expect-reference.ts';

/** Every core, and behind it every step: twice, in both orders, with stores between them. */
const cores: Readonly<Record<string, string>> = {
  convolution:
    'convolution reads(%x) tensors(%w) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":1}',
  'grouped convolution':
    'convolution reads(%x) tensors(%g) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"dilation":[1,1],"groups":5}',
  max_pool: 'max_pool reads(%x) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1]}',
  average_pool: 'average_pool reads(%x) {"kernel":[3,3],"stride":[1,1],"padding":[1,1,1,1],"counted":[0,0,0,0]}',
  copy: 'copy reads(%x)',
  'masked copy': 'copy reads(%small {"stride":[1,1],"before":1,"after":2})',
};
const program = (core: string, [height, width]: readonly [number, number]): string => `program %steps (
  parameter "w" : f32[5,5,3,3]
  parameter "g" : f32[5,1,3,3]
  parameter "s.weight" : f32[5]
  parameter "t" : f32[5]
  parameter "half" : f32[2,5,1,1]
  prepare %w = parameter {"name":"w","kind":"parameter"} : f32[5,5,3,3]
  prepare %g = parameter {"name":"g","kind":"parameter"} : f32[5,1,3,3]
  prepare %s = parameter {"name":"s.weight","kind":"parameter"} : f32[5]
  prepare %t = parameter {"name":"t","kind":"parameter"} : f32[5]
  prepare %half = parameter {"name":"half","kind":"parameter"} : f32[2,5,1,1]
  activation %x : f32[5,${height},${width}]
  activation %small : f32[2,${height},${width}]
  activation %large : f32[2,${2 * height},${2 * width}]
  activation %a : f32[5,${height},${width}]
  activation %b : f32[7,${height},${width}]
  activation %c : f32[5,${height},${width}]
  activation %out : f32[12,${height},${width}]
  input %x
  kernel %first = convolution reads(%x) tensors(%half) {"kernel":[1,1],"stride":[1,1],"padding":[0,0,0,0],"dilation":[1,1],"groups":1} : f32[2,${height},${width}]
    store writes(%small) {"channel":0}
    map {"of":"max(x0, 0)"}
    store writes(%b) {"channel":5}
  kernel %wide = convolution reads(%x) tensors(%half) {"kernel":[1,1],"stride":[1,1],"padding":[${height / 2},${width / 2},${height / 2},${width / 2}],"dilation":[1,1],"groups":1} : f32[2,${2 * height},${2 * width}]
    store writes(%large) {"channel":0}
  kernel %core = ${core} : f32[5,${height},${width}]
    map tensors(%t) {"of":"add(x0, x1)"}
    store writes(%a) {"channel":0}
    map reads(%large {"stride":[2,2],"before":2,"after":1}) {"of":"add(x0, x1)"}
    map tensors(%s, %t) {"of":"add(multiply(x0, x1), x2)"}
    map reads(%x) {"of":"add(x0, x1)"}
    store writes(%b) {"channel":0}
    map {"of":"max(x0, 0)"}
    map reads(%small {"stride":[1,1],"before":0,"after":3}) {"of":"add(x0, x1)"}
    map {"of":"max(x0, 0)"}
    map tensors(%t, %s) {"of":"add(multiply(x0, x1), x2)"}
    map tensors(%s) {"of":"add(x0, x1)"}
    store writes(%c) {"channel":0}
  kernel %left = copy reads(%c) : f32[5,${height},${width}]
    map reads(%a) {"of":"add(x0, x1)"}
    store writes(%out) {"channel":0}
  kernel %right = copy reads(%b) : f32[7,${height},${width}]
    map reads(%b) {"of":"add(x0, x1)"}
    store writes(%out) {"channel":5}
  return %out
)`;

describe('every step behind every core', () => {
  it.each(
    Object.keys(cores).flatMap((core) =>
      (
        [
          [2, 4],
          [6, 8],
        ] as const
      ).map((size) => [core, size] as const),
    ),
  )('%s on %j', async (core, size) => {
    const logical = parseProgram(program(cores[core]!, size));
    verifyProgram(logical);
    const scheduled = scheduleProgram(logical);
    verifyProgram(scheduled);
    await expectReference(scheduled);
  });

  it.each([1, 3, 16, 17])('a matrix product to %d', async (features) => {
    const scheduled = scheduleProgram(
      parseProgram(`program %product (
  parameter "w" : f32[${features},7]
  parameter "t" : f32[${features}]
  prepare %w = parameter {"name":"w","kind":"parameter"} : f32[${features},7]
  prepare %t = parameter {"name":"t","kind":"parameter"} : f32[${features}]
  activation %x : f32[7,3,5]
  activation %v : f32[7,1,1]
  activation %a : f32[${features},1,1]
  activation %y : f32[${2 * features},1,1]
  input %x
  kernel %mean = mean reads(%x) {"of":"x0"} : f32[7,1,1]
    store writes(%v) {"channel":0}
  kernel %one = matrix_product reads(%v) tensors(%w) : f32[${features},1,1]
    map tensors(%t) {"of":"add(x0, x1)"}
    store writes(%a) {"channel":0}
    map {"of":"max(x0, 0)"}
    store writes(%y) {"channel":${features}}
  kernel %two = matrix_product reads(%v) tensors(%w) : f32[${features},1,1]
    map tensors(%t, %t) {"of":"add(multiply(x0, x1), x2)"}
    map reads(%a) {"of":"add(x0, x1)"}
    map {"of":"max(x0, 0)"}
    store writes(%y) {"channel":0}
  return %y
)`),
    );
    verifyProgram(scheduled);
    await expectReference(scheduled);
  });
});
