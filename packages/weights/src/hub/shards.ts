import { shardNames } from '../shards.ts';
import { WeightsError } from '../tensor.ts';
import type { Obtained } from './obtained.ts';

/** The files of an index, beside it. @throws {WeightsError} where it is none. */
export function shardsOf({ path, bytes }: Obtained): readonly string[] {
  const names = shardNames(bytes);
  if (!names?.length)
    throw new WeightsError(`${path} should have a weight_map of names and files; choose another file with { file }`);
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return names.map((name) => folder + name);
}
