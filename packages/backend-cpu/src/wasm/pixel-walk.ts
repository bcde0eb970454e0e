import { found } from '@resnet-compile/ir';
import type { Access } from '../access.ts';
import { get, i32, plus, set, when, type Code, type Local } from './instructions.ts';
import type { Locals } from './encode-module.ts';

/**
 * Walks over the pixels of a result, image after image, and keeps each operand's byte offset for the pixel. Operands of
 * equal strides share one offset.
 */
export class PixelWalk {
  readonly #row: Local;
  readonly #column: Local;
  readonly #pixel: Local;
  readonly #offsets = new Map<string, { readonly access: Access; readonly local: Local }>();
  readonly #height: number;
  readonly #width: number;

  constructor(locals: Locals, [height, width]: readonly [number, number], accesses: readonly Access[]) {
    [this.#height, this.#width] = [height, width];
    this.#pixel = locals.add('i32');
    this.#row = locals.add('i32');
    this.#column = locals.add('i32');
    for (const access of accesses) {
      const key = keyOf(access);
      if (!this.#offsets.has(key)) this.#offsets.set(key, { access, local: locals.add('i32') });
    }
  }

  get pixel(): Code {
    return get(this.#pixel);
  }
  get row(): Code {
    return get(this.#row);
  }
  get column(): Code {
    return get(this.#column);
  }
  offset(access: Access): Code {
    return get(found(this.#offsets, keyOf(access)).local);
  }

  start(first: Code): Code {
    const inImage = i32.remU(get(this.#pixel), i32.const(this.#height * this.#width));
    return [
      set(this.#pixel, first),
      set(this.#row, i32.divU(inImage, i32.const(this.#width))),
      set(this.#column, i32.remU(get(this.#pixel), i32.const(this.#width))),
      [...this.#offsets.values()].map(({ access, local }) =>
        set(
          local,
          i32.add(
            i32.mul(i32.divU(get(this.#pixel), i32.const(this.#height * this.#width)), i32.const(access.image)),
            i32.add(i32.mul(get(this.#row), i32.const(access.y)), i32.mul(get(this.#column), i32.const(access.x))),
          ),
        ),
      ),
    ];
  }

  /** To the next pixel; wraps at the ends of rows and images. */
  step(): Code {
    const move = (distance: (access: Access) => number): Code =>
      [...this.#offsets.values()].map(({ access, local }) =>
        distance(access) === 0 ? [] : set(local, plus(get(local), distance(access))),
      );
    return [
      set(this.#pixel, plus(get(this.#pixel), 1)),
      set(this.#column, plus(get(this.#column), 1)),
      move(({ x }) => x),
      when(i32.eq(get(this.#column), i32.const(this.#width)), [
        set(this.#column, i32.const(0)),
        set(this.#row, plus(get(this.#row), 1)),
        move(({ x, y }) => y - x * this.#width),
        when(i32.eq(get(this.#row), i32.const(this.#height)), [
          set(this.#row, i32.const(0)),
          move(({ y, image }) => image - y * this.#height),
        ]),
      ]),
    ];
  }
}

export const keyOf = ({ x, y, image }: Access): string => `${x} ${y} ${image}`;
