import { checkValue, type Kind } from '@resnet-compile/options';
import { UserError } from './user-error.ts';

/** Reads what stands behind a name on the command line. @throws {UserError} in the words of every option: what was found, what was expected, what is near. */
export const givenValue =
  (name: string, kind: Kind, read: (text: string) => unknown = (text) => text) =>
  (text: string): unknown => {
    const value = read(text);
    try {
      checkValue(name, value, kind);
    } catch (error) {
      throw new UserError((error as Error).message);
    }
    return value;
  };

/** The number that a text is; what is none stays a text, so that messages show it as it was written. */
export const numberOrText = (text: string): number | string =>
  text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
