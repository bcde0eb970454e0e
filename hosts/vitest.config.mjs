import { defineConfig } from 'vitest/config';
import { thorough } from './src/thorough.mjs';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.mjs', 'typescript/*.test.mjs', ...(thorough ? ['thorough/tests/**/*.test.mjs'] : [])],
    globalSetup: ['src/compile.mjs'],
    testTimeout: thorough ? 300_000 : 100_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: '.test-results/results.json' }]],
  },
});
