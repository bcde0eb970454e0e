import { escapeControls, shownName } from '@resnet-compile/options';
import { listWeights, WeightsError, type TensorDictionary } from '@resnet-compile/weights';
import { readWeightFiles } from './read-weight-files.ts';
import { UserError } from './user-error.ts';

/** `resnet-compile weights convert IN --list`: what a file holds, a line a tensor. Nothing is written. */
export async function printWeights(input: string): Promise<void> {
  const { bytes, shards } = await readWeightFiles(input);
  try {
    const { format, dictionaries, rest, instead, taken } = listWeights(bytes, shards ? { shards } : {});
    const lines = [
      `${input}: ${format}`,
      ...dictionaries.flatMap((each) => linesOf(each, dictionaries.length > 1 && each.path === taken)),
      ...(dictionaries.length ? [] : [`no dictionary of tensors: it ${escapeControls(instead)}`]),
      ...(rest.length
        ? ['besides:', ...rest.map(([path, what]) => `  ${shownName(path)}: ${escapeControls(what)}`)]
        : []),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  } catch (error) {
    if (error instanceof WeightsError) throw new UserError(`${input}: ${error.message}`);
    throw error;
  }
}

function linesOf({ path, tensors }: TensorDictionary, isTaken: boolean): readonly string[] {
  const width = Math.min(
    60,
    [...tensors.keys()].reduce((most, name) => Math.max(most, shownName(name).length), 0),
  );
  const count = `${tensors.size} ${tensors.size === 1 ? 'tensor' : 'tensors'}${isTaken ? ' (taken, without --select)' : ''}`;
  return [
    path ? `${shownName(path)}: ${count}` : `at the root: ${count}`,
    ...[...tensors].map(
      ([name, { dtype, shape }]) =>
        `  ${shownName(name).padEnd(width)}  ${escapeControls(dtype)} [${shape.join(', ')}]`,
    ),
  ];
}
