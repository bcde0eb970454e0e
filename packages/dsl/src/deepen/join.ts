/** The path of a part; one without a name has that of the whole. */
export const join = (path: string, name: string): string => (path && name ? `${path}.${name}` : path || name);
