/** A name of a file in a message: as it is, or as a literal where it has more than what names have. */
export const printed = (name: string): string => (/^[\w.*\-/]+$/.test(name) ? name : JSON.stringify(name));
