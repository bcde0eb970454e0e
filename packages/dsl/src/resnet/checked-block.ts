import type { Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { callerPosition } from '../source-position.ts';
import type { BlockFunction } from './block-context.ts';

/** A function that builds blocks by options; what is wrong with them is recorded in each block. */
export function checkedBlock<Options extends object>(
  call: string,
  options: Options,
  kinds: Kinds<NoInfer<Options>>,
  defaults: NoInfer<Options>,
  make: (options: NoInfer<Options>) => BlockFunction,
): BlockFunction {
  const problems = checkOptions(call, options, kinds, callerPosition());
  if (!problems.length) return make(options);
  const block = make(defaults);
  return (context, parts) => makeLayer({ ...block(context, parts), problems });
}
