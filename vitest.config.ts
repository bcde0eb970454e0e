import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Every package's tests run against the sources of the other packages: no build in between.
export default defineConfig({
  resolve: { conditions: ['@resnet-compile/source'] },
  ssr: { resolve: { conditions: ['@resnet-compile/source'], externalConditions: ['@resnet-compile/source'] } },
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A third of the time went into loading the same modules again for each file: files of a package share them.
    // A package whose tests mock modules says `--isolate` in its script.
    isolate: false,
    // Node reads the sources by itself, and its compile cache keeps what it read: no transformation for each package, and calls of imported functions are calls.
    experimental: { viteModuleRunner: false },
    execArgv: ['--conditions=@resnet-compile/source'],
    globalSetup: [fileURLToPath(new URL('vitest.global-setup.ts', import.meta.url))],
    setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
    reporters: ['default', ['json', { outputFile: '.test-results/results.json' }]],
  },
});
