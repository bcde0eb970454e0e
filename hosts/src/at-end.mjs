import { afterAll } from 'vitest';

const ends = [];

// Registered when a test's file is read: within a running test it would be too late.
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Does something after the last test of the file. */
export const atEnd = (end) => void ends.push(end);
