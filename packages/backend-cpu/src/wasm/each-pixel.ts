import type { Access } from '../access.ts';
import type { KernelContext } from './context.ts';
import { doWhile, get, i32, plus, set, type Code, type Local } from './instructions.ts';

/** Bytes to the first image of the range. */
export const firstImage = ({ first }: KernelContext, { image }: { readonly image: number }): Code =>
  i32.mul(first, i32.const(image));

/** Runs over the pixels of one image; `pointers` walk with them. */
export function eachPixel(
  context: Pick<KernelContext, 'locals'>,
  [height, width]: readonly [number, number],
  pointers: readonly { readonly local: Local; readonly access: Access }[],
  body: Code,
): Code {
  const [row, column] = [context.locals.add('i32'), context.locals.add('i32')];
  return [
    set(row, i32.const(height)),
    doWhile(
      [
        set(column, i32.const(width)),
        doWhile(
          [
            body,
            pointers.map(({ local, access }) => set(local, plus(get(local), access.x))),
            set(column, plus(get(column), -1)),
          ],
          get(column),
        ),
        pointers.map(({ local, access }) => set(local, plus(get(local), access.y - width * access.x))),
        set(row, plus(get(row), -1)),
      ],
      get(row),
    ),
  ];
}
