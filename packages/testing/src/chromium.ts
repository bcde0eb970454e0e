import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { unpackChromium } from './unpack-chromium.ts';

/** A headless Chromium out of the npm package `@sparticuz/chromium`: no installation, no graphics card. */
export async function startChromium(args: readonly string[] = []): Promise<Browser> {
  const folder = await unpackChromium('chromium', ['chromium.br', 'swiftshader.tar.br']);
  // Not the package's own arguments: some of them switch off what a page is protected by.
  return chromium.launch({ executablePath: join(folder, 'chromium'), args: ['--no-sandbox', ...args], headless: true });
}
