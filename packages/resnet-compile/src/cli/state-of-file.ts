import type { Graph, ParameterDeclaration } from '@resnet-compile/ir';
import { shownName } from '@resnet-compile/options';
import { readWeightsFile, WeightsError, type WeightsFile } from '@resnet-compile/weights';
import { convertState, type ConvertedState, type Conversion } from './convert-state.ts';
import type { WeightFiles } from './read-weight-files.ts';
import { UserError } from './user-error.ts';

/** What is asked of a file of weights, and of its conversion. */
export interface StateOptions extends Conversion {
  /** Which dictionary of the file, where it has several. */
  readonly select?: string;
}

/** The tensors of a file as the state of a network. @throws {UserError} where they are not. */
export function stateOfFile(
  input: string,
  { bytes, shards }: WeightFiles,
  expected: readonly ParameterDeclaration[],
  graph: Graph,
  { select, ...conversion }: StateOptions,
): ConvertedState {
  let origin: string | undefined;
  try {
    const { tensors, ...place } = readWeightsFile(bytes, {
      expected,
      ...(select === undefined ? {} : { select }),
      ...(shards ? { shards } : {}),
    });
    origin = originOf(place);
    const converted = convertState(tensors, expected, graph, conversion);
    return { ...converted, notes: [...(origin === undefined ? [] : [origin]), ...converted.notes] };
  } catch (error) {
    if (error instanceof WeightsError)
      throw new UserError([`${input}: ${error.message}`, origin, 'nothing was written.'].filter(Boolean).join('\n'));
    throw error;
  }
}

/** Which dictionary of the file was taken, and which might have been; nothing where there is but one, at the root. */
function originOf({ taken, others }: Omit<WeightsFile, 'tensors'>): string | undefined {
  if (!taken && !others.length) return undefined;
  const [most, more] = [others.slice(0, 10), others.length - 10];
  const rest = `${most.map((path) => shownName(path || '.')).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return `taken from ${taken ? shownName(taken) : 'the root of the file'}${others.length ? `; others, by --select: ${rest}` : ''}`;
}
