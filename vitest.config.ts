import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Every package's tests run against the sources of the other packages: no build in between.
export default defineConfig({
  resolve: { conditions: ['@resnet-compile/source'] },
  ssr: { resolve: { conditions: ['@resnet-compile/source'], externalConditions: ['@resnet-compile/source'] } },
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 120_000,
    setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
    reporters: ['default', ['json', { outputFile: '.test-results/results.json' }]],
  },
});
