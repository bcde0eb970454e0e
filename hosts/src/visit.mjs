import { afterAll, beforeAll } from 'vitest';
import { startChromium } from '../../packages/testing/src/chromium.ts';

/** Chromium for the tests of a file. */
export function chromium(...args) {
  let browser;
  beforeAll(async () => (browser = await startChromium(args)));
  afterAll(() => browser?.close());
  return () => browser;
}

/**
 * Opens a page with wishes for `exercise`, and waits for its report: what it found, what it said on the console, and
 * which message events its code heard. Rejects where an error of the page is not caught, or nothing is reported.
 */
export async function visit(browser, url, wishes = [], { seconds = 70 } = {}) {
  const context = await browser.newContext();
  const said = [];
  try {
    const page = await context.newPage();
    page.on('console', (message) => said.push({ type: message.type(), text: message.text() }));
    const found = await new Promise((resolve, reject) => {
      const fail = (error) => reject(new Error(`${error}\n${said.map(({ text }) => text).join('\n')}`));
      setTimeout(fail, seconds * 1000, 'the page reported nothing').unref();
      page.on('pageerror', fail);
      // By a binding, not a request: policies and addresses of any kind leave it alone.
      context
        .exposeBinding('report', (_, value) => resolve(value))
        .then(() => page.goto(`${url}#${encodeURIComponent(JSON.stringify(wishes))}`))
        .catch(fail);
    });
    return {
      found,
      said,
      warnings: said.filter(({ type }) => type === 'warning').map(({ text }) => text),
      heard: await page.evaluate('globalThis.heard ?? []').catch(() => undefined),
    };
  } finally {
    await context.close();
  }
}
