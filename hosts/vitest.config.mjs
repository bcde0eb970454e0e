import { defineConfig } from 'vitest/config';
import { thorough } from './src/thorough.mjs';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.mjs', 'typescript/*.test.mjs', ...(thorough ? ['thorough/tests/**/*.test.mjs'] : [])],
    globalSetup: ['src/compile.mjs'],
    testTimeout: thorough ? 300_000 : 100_000,
    hookTimeout: 60_000,
    // They mostly wait for what they start: 204 s with two, 181 with three.
    maxWorkers: 3,
    reporters: ['default', ['json', { outputFile: '.test-results/results.json' }]],
  },
});
