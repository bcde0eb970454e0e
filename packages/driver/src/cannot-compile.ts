/** A network that compiles, but not as it was asked for; the message says what would do. */
export class CannotCompile extends Error {
  override readonly name = 'CannotCompile';
}
