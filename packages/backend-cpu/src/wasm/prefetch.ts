import type { KernelContext } from './context.ts';
import { repeat } from './convolution.ts';
import { get, i32, plus, set, type Code } from './instructions.ts';

const line = 64;
const pageBytes = 4096;
const pagesAtOnce = 8;

/**
 * Reads one value of every line from `start` on, of eight pages in turn, and forgets it. WebAssembly has no instruction
 * to fetch memory ahead; read in its own order, a panel of filters waits at the begin of each page. 512 channels on 7×7
 * pixels by F(2×2): 2.70 ms without, 2.61 ms line after line, 2.48 ms so.
 */
export function emitPrefetch(context: KernelContext, start: Code, bytes: number): Code {
  const pages = Math.floor(bytes / pageBytes);
  if (pages < 2) return [];
  const pointer = context.locals.add('i32');
  const read = (count: number): Code => [
    repeat(context, pageBytes / line, [
      Array.from({ length: count }, (_, page) => i32.drop(i32.load(get(pointer), page * pageBytes))),
      set(pointer, plus(get(pointer), line)),
    ]),
    set(pointer, plus(get(pointer), (count - 1) * pageBytes)),
  ];
  const whole = Math.floor(pages / pagesAtOnce);
  const rest = pages % pagesAtOnce;
  return [set(pointer, start), whole ? repeat(context, whole, read(pagesAtOnce)) : [], rest ? read(rest) : []];
}
