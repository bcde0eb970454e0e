import { found, isMoved, isTrained, type ParameterDeclaration } from '@resnet-compile/ir';
import type { State } from '../weights.ts';
import type { TrainingState } from './trainer.ts';
import type { TrainingPart } from '../compiled-module.ts';

/** A part of one parameter, small enough for threads to share large parameters evenly. */
export interface Piece {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** All that a step reads and changes on the host. */
export interface StateBuffer extends Pick<TrainingState, 'state' | 'moments' | 'averages'> {
  readonly gradients: State;
  /** Running statistics before the step, of those that it moves. */
  readonly statistics: State;
  /** Of the update: learning rate, scale of the gradients, step. */
  readonly settings: Float64Array;
  /** Of the gradients' pieces. */
  readonly squares: Float64Array;
  readonly pieces: readonly Piece[];
}

/** What a step keeps depends on its declaration, and its optimiser. */
type Kept = Pick<TrainingPart, 'declaration' | 'moments'>;

type Parameters = readonly ParameterDeclaration[];

const pieceLength = 2 ** 18;
const settingsLength = 3;

const lengthOf = ({ shape }: ParameterDeclaration): number => shape.reduce((product, extent) => product * extent, 1);
const sumOf = (parameters: Parameters): number => parameters.reduce((sum, parameter) => sum + lengthOf(parameter), 0);

export const trainedOf = (parameters: Parameters): Parameters => parameters.filter(isTrained);
const movedOf = (parameters: Parameters): Parameters => parameters.filter(isMoved);

function piecesOf(parameters: Parameters): readonly Piece[] {
  return trainedOf(parameters).flatMap((parameter) => {
    const [length, count] = [lengthOf(parameter), Math.ceil(lengthOf(parameter) / pieceLength)];
    return Array.from({ length: count }, (_, index) => ({
      name: parameter.name,
      first: index * pieceLength,
      last: Math.min(length, (index + 1) * pieceLength),
    }));
  });
}

/** Bytes of the buffer that {@link layOutState} takes. */
export function stateBytes({ declaration: { ema }, moments }: Kept, parameters: Parameters): number {
  const [trained, moved] = [sumOf(trainedOf(parameters)), sumOf(movedOf(parameters))];
  return (
    8 * (settingsLength + piecesOf(parameters).length) +
    4 * (sumOf(parameters) + moved + trained * (1 + moments) + (ema === null ? 0 : trained + moved))
  );
}

/** One array behind the other: equal in every thread that shares the buffer. */
export function layOutState(
  { declaration: { ema }, moments }: Kept,
  parameters: Parameters,
  buffer: ArrayBufferLike,
): StateBuffer {
  const pieces = piecesOf(parameters);
  const settings = new Float64Array(buffer, 0, settingsLength);
  const squares = new Float64Array(buffer, settings.byteLength, pieces.length);
  let place = settings.byteLength + squares.byteLength;
  const take = (parameter: ParameterDeclaration): Float32Array => {
    const values = new Float32Array(buffer, place, lengthOf(parameter));
    place += values.byteLength;
    return values;
  };
  const each = <Value>(of: Parameters, make: (parameter: ParameterDeclaration) => Value): ReadonlyMap<string, Value> =>
    new Map(of.map((parameter) => [parameter.name, make(parameter)]));
  const trained = trainedOf(parameters);
  const state = each(parameters, take);
  return {
    pieces,
    settings,
    squares,
    state,
    gradients: each(trained, take),
    statistics: each(movedOf(parameters), take),
    moments: each(trained, (parameter) => Array.from({ length: moments }, () => take(parameter))),
    // What stays as it is, is its own average.
    averages: each(ema === null ? [] : parameters, (parameter) =>
      parameter.frozen ? found(state, parameter.name) : take(parameter),
    ),
  };
}
