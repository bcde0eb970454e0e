import { defineConfig } from 'vitest/config';

const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.mjs', ...(thorough ? ['thorough/tests/**/*.test.mjs'] : [])],
    globalSetup: ['src/compile.mjs'],
    testTimeout: 60_000,
    hookTimeout: thorough ? 300_000 : 60_000,
    maxWorkers: 2,
    reporters: ['default', ['json', { outputFile: '.test-results/results.json' }]],
  },
});
