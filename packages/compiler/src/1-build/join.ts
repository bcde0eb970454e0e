/** The path of a part. */
export const join = (path: string, name: string): string => (path ? `${path}.${name}` : name);
