import { parseProgram, verifyProgram } from '@resnet-compile/ir';
import { describe, it } from 'vitest';
import { scheduleProgram } from './engine.ts';
import { expectReference } from './expect-reference.ts';

const identity = '{"stride":[1,1],"before":0,"after":0}';

/** Every core, and behind it every step: twice, in both orders, with stores between them. */
const cores: Readonly<Record<string, string>> = {
  convolution: 'convolution %x, %w {"kernel":[3,3],"stride":[1,1],"padding":[1,1],"groups":1}',
  'grouped convolution': 'convolution %x, %g {"kernel":[3,3],"stride":[1,1],"padding":[1,1],"groups":5}',
  max_pool: 'max_pool %x {"kernel":[3,3],"stride":[1,1],"padding":[1,1]}',
  average_pool: 'average_pool %x {"kernel":[3,3],"stride":[1,1],"padding":[1,1],"countIncludePad":false}',
  copy: `copy %x {"view":${identity}}`,
  'masked copy': 'copy %small {"view":{"stride":[1,1],"before":1,"after":2}}',
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
  kernel %first = convolution %x, %half {"kernel":[1,1],"stride":[1,1],"padding":[0,0],"groups":1} : f32[2,${height},${width}]
    store %small {"channel":0}
    relu
    store %b {"channel":5}
  kernel %wide = convolution %x, %half {"kernel":[1,1],"stride":[1,1],"padding":[${height / 2},${width / 2}],"groups":1} : f32[2,${2 * height},${2 * width}]
    store %large {"channel":0}
  kernel %core = ${core} : f32[5,${height},${width}]
    bias %t
    store %a {"channel":0}
    add %large {"stride":[2,2],"before":2,"after":1}
    affine %s, %t
    add %x ${identity}
    store %b {"channel":0}
    relu
    add %small {"stride":[1,1],"before":0,"after":3}
    relu
    affine %t, %s
    bias %s
    store %c {"channel":0}
  kernel %left = copy %c {"view":${identity}} : f32[5,${height},${width}]
    add %a ${identity}
    store %out {"channel":0}
  kernel %right = copy %b {"view":${identity}} : f32[7,${height},${width}]
    add %b ${identity}
    store %out {"channel":5}
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
  kernel %mean = mean %x : f32[7,1,1]
    store %v {"channel":0}
  kernel %one = matrix_product %v, %w : f32[${features},1,1]
    bias %t
    store %a {"channel":0}
    relu
    store %y {"channel":${features}}
  kernel %two = matrix_product %v, %w : f32[${features},1,1]
    affine %t, %t
    add %a ${identity}
    relu
    store %y {"channel":0}
  return %y
)`),
    );
    verifyProgram(scheduled);
    await expectReference(scheduled);
  });
});
