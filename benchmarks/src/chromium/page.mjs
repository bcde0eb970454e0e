import { startChromium } from '../../../packages/testing/src/chromium.ts';
import { cache } from '../cache.mjs';
import { withoutPaths } from '../contender.mjs';
import { filesOf } from '../files.mjs';
import { serve } from './serve.mjs';

/** A page of a headless Chromium, served by this machine and cross-origin isolated. @returns {Promise<import('../hosts.mjs').Host>} */
export async function openPage() {
  const server = await serve();
  const browser = await startChromium();
  const page = await browser.newPage();
  await page.goto(server.origin);
  await page.waitForFunction(() => 'contenders' in window);
  const session = await browser.newBrowserCDPSession();
  /** Of all processes of the browser. */
  const cpuMilliseconds = async () =>
    (await session.send('SystemInfo.getProcessInfo')).processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1000, 0);
  return {
    version: `Chromium ${browser.version()}`,
    start: (name) => new PageContender(name, page, cpuMilliseconds),
    files: (network, batch) =>
      Object.fromEntries(
        Object.entries(filesOf(network, batch)).map(([kind, { href }]) => [
          kind,
          href.replace(cache.href, `${server.origin}/cache/`),
        ]),
      ),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** A contender in the page, from this side: as {@link import('../contender.mjs').Contender}. */
class PageContender {
  #page;
  #cpuMilliseconds;

  constructor(name, page, cpuMilliseconds) {
    this.name = name;
    this.#page = page;
    this.#cpuMilliseconds = cpuMilliseconds;
  }

  load(setting) {
    return this.#ask('load', { contender: this.name, ...setting });
  }

  warmUp(calls, milliseconds) {
    return this.#ask('warmUp', this.name, calls, milliseconds);
  }

  async time() {
    await this.#ask('refresh', this.name);
    const before = await this.#cpuMilliseconds();
    const milliseconds = await this.#ask('time', this.name);
    return { milliseconds, cpuMilliseconds: (await this.#cpuMilliseconds()) - before };
  }

  /** Of the memory of one contender, a page knows nothing. */
  async end() {
    return {};
  }

  /** The page ends all of them. */
  stop() {}

  async #ask(method, ...parameters) {
    try {
      return await this.#page.evaluate(([name, given]) => window.contenders[name](...given), [method, parameters]);
    } catch (error) {
      throw new Error(withoutPaths(error.message), { cause: error });
    }
  }
}
