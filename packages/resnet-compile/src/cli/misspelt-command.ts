import { existsSync } from 'node:fs';
import { nearest } from '@resnet-compile/options';
import { UserError } from './user-error.ts';

/** @throws {UserError} where the first model file is none, and nearly the name of a command: `profil model.ts`. */
export function refuseMisspeltCommand([first = '']: readonly string[], commands: readonly string[]): void {
  if (/[./\\]/.test(first) || existsSync(first)) return;
  const near = nearest(first, commands);
  if (near !== undefined)
    throw new UserError(
      `there is no command and no file ${JSON.stringify(first)}; did you mean ${near}? The commands are ${commands.join(', ')}`,
    );
}
