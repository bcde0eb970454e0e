#!/usr/bin/env node
import module from 'node:module';

// V8's code is kept from one start to the next, as TypeScript's compiler keeps its own: from Node 22.1, what comes behind this line.
module.enableCompileCache?.();
const { runCommandLine } = await import('./command-line.ts');
await runCommandLine();
