import { UserError } from './user-error.ts';

/** Imports a package that not everybody who compiles wants. @throws {UserError} where it is not installed. */
export async function optionalPackage<Module>(
  command: string,
  purpose: string,
  name: string,
  load: () => Promise<Module>,
): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new UserError(
      `${command}: ${purpose} by the package ${name}, which is not installed here: npm install ${name}`,
    );
  }
}
