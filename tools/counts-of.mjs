import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** What a suite left behind, as numbers of tests; undefined where it left nothing. */
export function countsOf(folder) {
  const results = resultsOf(folder);
  if (!results) return undefined;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numFailedTestSuites, testResults } = results;
  const failed = numFailedTests + testResults.filter(isBroken).length;
  return {
    passed: numPassedTests,
    failed: failed || Number(numFailedTestSuites > 0),
    skipped: numPendingTests + numTodoTests,
  };
}

/** Each failure: its file, its test, and how its message begins. */
export function failuresOf(folder) {
  return (resultsOf(folder)?.testResults ?? []).flatMap((file) => {
    const path = relative('.', file.name);
    if (isBroken(file)) return [`${path}: ${shortened(file.message)}`];
    return file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages: [message] }) => `${path}: ${fullName}: ${shortened(message)}`);
  });
}

function resultsOf(folder) {
  const path = `${folder}/.test-results/results.json`;
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** A file that fails to load has no test that could fail. */
const isBroken = ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0;

const shortened = (message = '') => message.replaceAll(/\s+/g, ' ').slice(0, 500);
