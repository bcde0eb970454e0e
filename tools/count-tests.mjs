// Adds up the results that the suites of the packages, of the page and of the hosts left behind, and ends with `N passed, N failed, N skipped`.
import { readdirSync } from 'node:fs';
import { countsOf } from './counts-of.mjs';

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const folder of [...readdirSync('packages').map((name) => `packages/${name}`), 'examples/page', 'hosts'])
  for (const [what, count] of Object.entries(countsOf(folder) ?? {})) totals[what] += count;
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed || !totals.passed ? 1 : 0;
