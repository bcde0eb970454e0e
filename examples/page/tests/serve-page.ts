import { startChromium } from '@resnet-compile/testing/chromium';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { preview } from 'vite';

/** The page as built, in a Chromium whose camera shows a test picture. */
export interface ServedPage {
  readonly url: string;
  readonly browser: Browser;
  /** All that pages asked for at other origins. */
  readonly elsewhere: string[];
  /** What pages said that went wrong. */
  readonly wrong: string[];
  /** @param before is done with the page before it loads anything */
  open(address?: string, options?: BrowserContextOptions, before?: (page: Page) => void): Promise<Page>;
  /** Ends the server alone. */
  goOffline(): Promise<void>;
  close(): Promise<void>;
}

const args = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
export const webgpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

export async function servePage(more: readonly string[] = []): Promise<ServedPage> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const server = await preview({ root, logLevel: 'error', preview: { host: '127.0.0.1', port: 0, strictPort: false } });
  const url = server.resolvedUrls?.local[0] ?? '';
  const browser = await startChromium([...args, ...more]);
  const [elsewhere, wrong]: [string[], string[]] = [[], []];
  return {
    url,
    browser,
    elsewhere,
    wrong,
    async open(address = '', options = {}, before) {
      const context = await browser.newContext({ permissions: ['camera'], acceptDownloads: true, ...options });
      context.setDefaultTimeout(100_000);
      const page = await context.newPage();
      context.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (/^http|^ws/.test(protocol) && origin !== new URL(url).origin) elsewhere.push(request.url());
      });
      page.on('pageerror', (error) => wrong.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
      before?.(page);
      await page.goto(url + address);
      return page;
    },
    goOffline: () => server.close(),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}
