/** The path of a part; an empty name adds nothing to it. */
export const join = (path: string, name: string): string => (path && name ? `${path}.${name}` : path || name);
