import { escapeControls, escapeLines } from '@resnet-compile/options';
import { UserError } from './user-error.ts';

/** What is printed of an error that ends the tool: its message first. One that is not the user's has its stack behind it. */
export function describeFailure(error: unknown): string {
  if (error instanceof UserError) return `${error.message}\n`;
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const frames = stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 10);
  return [
    `resnet-compile failed: ${escapeLines(message)}`,
    'This is a mistake in resnet-compile, not in your files; please report it with these lines:',
    ...frames.map(escapeControls),
    'resnet-compile reduce <model> makes a small model file that fails alike, to be attached.',
    '',
  ].join('\n');
}

/** Ends the process by whatever is thrown outside of the command as well, without Node's excerpt of the code. */
export function endByFailures(host: NodeJS.Process): void {
  const fail = (error: unknown): void => {
    host.stderr.write(describeFailure(error));
    host.exit(1);
  };
  host.on('uncaughtException', fail).on('unhandledRejection', fail);
  for (const stream of [host.stdout, host.stderr]) {
    // Who reads may stop at any time, as `head` does: the files are written all the same, and the exit code says so.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EOF') fail(new UserError(`cannot print: ${error.message}`));
    });
  }
}
