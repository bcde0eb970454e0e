// Adds up the results that the suites of the packages, of the page and of the hosts left behind: what failed, and in the end `N passed, N failed, N skipped`.
import { readdirSync } from 'node:fs';
import { countsOf, failuresOf } from './counts-of.mjs';

const totals = { passed: 0, failed: 0, skipped: 0 };
const folders = [...readdirSync('packages').map((name) => `packages/${name}`), 'examples/page', 'hosts'];
for (const folder of folders) for (const [what, count] of Object.entries(countsOf(folder) ?? {})) totals[what] += count;
for (const folder of folders) for (const failure of failuresOf(folder)) console.log(`failed: ${failure}`);
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed || !totals.passed ? 1 : 0;
