import { existsSync, readFileSync } from 'node:fs';

/** What a suite left behind, as numbers of tests; undefined where it left nothing. */
export function countsOf(folder) {
  const path = `${folder}/.test-results/results.json`;
  if (!existsSync(path)) return undefined;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites, testResults } =
    JSON.parse(readFileSync(path, 'utf8'));
  // A file that fails to load has no test that could fail.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  const failed = numFailedTests + broken;
  return {
    passed: numPassedTests,
    failed: failed || Number(numFailedTestSuites > 0),
    skipped: numPendingTests + numTodoTests,
  };
}
