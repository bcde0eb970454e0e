/** One for each operand, under its name. */
export type Each<Operands extends readonly unknown[], One> = { readonly [Place in keyof Operands]: One };
