import { isEvenlyCounted } from '@resnet-compile/ir';
import type { CoreShapeOf, Operand } from '../kernel-shape.ts';
import { countOf } from './count.ts';
import { load } from './memory.ts';
import { lines, repeat, times, u, value } from './text.ts';

const result = value(0, 0);

const loadPixel = (input: Operand): string =>
  load(input, `((n0 * ${u(input.map[0])} + iy) * ${u(input.map[1])} + ix) * ${u(input.pitch)} + c`);

/**
 * Maxima are found by the order of bits as whole numbers, since shaders may assume that there is neither NaN nor infinity: a
 * negative value has its bits turned around, and a NaN is above all others.
 */
const toOrder = lines(
  'var bits = bitcast<vec4i>(item);',
  'let isNone = (bits & vec4i(0x7fffffff)) > vec4i(0x7f800000);',
  'bits = select(bits ^ ((bits >> vec4u(31u)) & vec4i(0x7fffffff)), vec4i(0x7fffffff), isNone);',
);
/** Of −∞. */
const leastOrder = -0x7f800001;

/** Pooling looks at the pixels of a window that lie within the map. */
export function emitPool(core: CoreShapeOf<'max_pool'> | CoreShapeOf<'average_pool'>): string {
  const {
    kernel: [kh, kw],
    stride: [sy, sx],
    padding: [py, , , px],
  } = core.attributes;
  const [input] = core.reads;
  const [height, width] = input.map;
  const isMax = core.kind === 'max_pool';
  const count =
    core.kind === 'average_pool' && !isEvenlyCounted(input.map, core.attributes)
      ? countOf(core.attributes, input.map, ['y0', 'x0'])
      : `${kh * kw}f`;
  return lines(
    isMax ? `var most = vec4i(${leastOrder});` : '',
    repeat(
      'ky',
      kh,
      repeat(
        'kx',
        kw,
        lines(
          `let iy = ${times('y0', sy)} + ky - ${u(py)};`,
          `let ix = ${times('x0', sx)} + kx - ${u(px)};`,
          `if (iy < ${u(height)} && ix < ${u(width)}) {`,
          isMax
            ? lines(`let item = ${loadPixel(input)};`, toOrder, 'most = max(most, bits);')
            : `${result} += ${loadPixel(input)};`,
          '}',
        ),
      ),
    ),
    isMax ? `${result} = bitcast<vec4f>(most ^ ((most >> vec4u(31u)) & vec4i(0x7fffffff)));` : `${result} /= ${count};`,
  );
}
