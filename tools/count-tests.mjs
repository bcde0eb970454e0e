// Adds up the results that the suites of the packages and of the hosts left behind, and ends with `N passed, N failed, N skipped`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const totals = { passed: 0, failed: 0, skipped: 0 };
for (const folder of [...readdirSync('packages').map((name) => `packages/${name}`), 'hosts']) {
  const path = `${folder}/.test-results/results.json`;
  if (!existsSync(path)) continue;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites, testResults } =
    JSON.parse(readFileSync(path, 'utf8'));
  totals.passed += numPassedTests;
  totals.skipped += numPendingTests + numTodoTests;
  // A file that fails to load has no test that could fail.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  totals.failed += numFailedTests + broken;
  if (numFailedTestSuites && !numFailedTests && !broken) totals.failed += 1;
}
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed || !totals.passed ? 1 : 0;
