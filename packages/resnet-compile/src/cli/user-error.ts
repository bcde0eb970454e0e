/** Something that the user can mend; the message says what and how. Shown without a stack, and ends with exit code 1. */
export class UserError extends Error {
  override readonly name = 'UserError';
}
