import { shownName } from '@resnet-compile/options';
import { OnnxError } from '../onnx-error.ts';

/** What of a file a network cannot be. */
export interface Problem {
  /** The node's name, as the file has it; that of its first output where it has none. */
  readonly node: string;
  readonly op: string;
  /** The names of its inputs. */
  readonly inputs: readonly string[];
  /** What was found, and what was expected. */
  readonly message: string;
}

const shownMost = 40;

/** All problems in one error. */
export function importError(problems: readonly Problem[]): OnnxError {
  const lines = problems.slice(0, shownMost).map(({ node, op, inputs, message }) => {
    const of = inputs.slice(0, 4).map(shownName).join(', ') + (inputs.length > 4 ? ', …' : '');
    return `  ${shownName(node)} (${shownName(op)}${of ? ` of ${of}` : ''}): ${message}`;
  });
  const more = problems.length - lines.length;
  return new OnnxError(
    [
      `${problems.length === 1 ? 'a node' : `${problems.length} nodes`} of this file cannot be said as layers:`,
      ...lines,
      ...(more > 0 ? [`  … and ${more} more`] : []),
    ].join('\n'),
  );
}
