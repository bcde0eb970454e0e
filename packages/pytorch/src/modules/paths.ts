/** A name behind a path; what has no name of its own has that of what is around it. */
export const join = (path: string, name: string): string => (path && name ? `${path}.${name}` : path || name);

/** Whether one address is the other, or lies within it. */
export const isWithin = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}.`);
