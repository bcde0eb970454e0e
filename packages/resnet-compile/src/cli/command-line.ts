import type { Command } from 'commander';
import { compileCommand } from './compile-command.ts';
import { evaluateCommand } from './evaluate-command.ts';
import { exportCommand } from './export-command.ts';
import { describeFailure, endByFailures } from './failures.ts';
import { importCommand } from './import-command.ts';
import { initCommand } from './init-command.ts';
import { predictCommand } from './predict-command.ts';
import { profileCommand } from './profile-command.ts';
import { reduceCommand } from './reduce-command.ts';
import { trainCommand } from './train-command.ts';
import { tuneCommand } from './tune-command.ts';
import { weightsCommand } from './weights-command.ts';

/** What commander says of options that there are not has the nearest; the list stands behind it. */
function listOptions(command: Command, path: string): void {
  const list = command.options.length ? `the options are ${command.options.map(({ long }) => long).join(', ')}; ` : '';
  command.showHelpAfterError(`(${list}${path} --help shows how it is used)`);
  for (const inner of command.commands) listOptions(inner, `${path} ${inner.name()}`);
}

/** Runs what the process was told, and ends it by what fails. Commands are described here; what they do is imported when they are called. */
export async function runCommandLine(): Promise<void> {
  const program = compileCommand;
  for (const command of [
    weightsCommand,
    predictCommand,
    evaluateCommand,
    trainCommand,
    exportCommand,
    profileCommand,
    tuneCommand,
    reduceCommand,
    initCommand,
    importCommand,
  ])
    program.addCommand(command);
  listOptions(program, program.name());

  endByFailures(process);
  try {
    await program.parseAsync();
  } catch (error) {
    process.stderr.write(describeFailure(error));
    process.exitCode = 1;
  }
}
