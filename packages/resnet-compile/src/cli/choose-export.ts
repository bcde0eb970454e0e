import { shownName } from '@resnet-compile/options';
import type { ModelExport } from '@resnet-compile/source';
import { distinct } from './read-models.ts';
import { UserError } from './user-error.ts';

/** The network of a model file that is meant: the only one, or the one that `--export` names. */
export function chooseExport<Export extends ModelExport>(
  exports: readonly Export[],
  wanted: string | undefined,
  model: string,
): Export {
  const found =
    wanted === undefined
      ? distinct(exports)
      : exports.filter(({ name, exported }) => name === wanted || exported === wanted);
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  const names = exports.map(({ name }) => shownName(name)).join(', ');
  throw new UserError(
    wanted === undefined
      ? `${model} exports several networks: ${names}; choose one with --export`
      : `${model} exports no network named ${wanted}; it exports ${names}`,
  );
}
