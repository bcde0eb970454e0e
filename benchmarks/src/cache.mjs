/** Compiled modules and exported models; rewritten by each run. */
export const cache = new URL('../.cache/', import.meta.url);
