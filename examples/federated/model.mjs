import { fileURLToPath } from 'node:url';

/** The network of examples/mnist. */
export const model = fileURLToPath(new URL('../mnist/model.ts', import.meta.url));
