import { vectorsOf, type KernelShape } from '../kernel-shape.ts';
import { lines, value } from './text.ts';

/** Lanes behind the last channel have read what lies there, which may be infinite: no zero filter would help. */
export const clearLanesBehind = ({ channels, tile: { pixels, vectors } }: KernelShape): string =>
  channels % 4
    ? lines(
        `if (c + ${vectors}u == ${vectorsOf(channels)}u) {`,
        Array.from({ length: pixels }, (_, p) => {
          const last = value(p, vectors - 1);
          return `${last} = select(vec4f(), ${last}, vec4u(0u, 1u, 2u, 3u) < vec4u(${channels % 4}u));`;
        }),
        '}',
      )
    : '';
