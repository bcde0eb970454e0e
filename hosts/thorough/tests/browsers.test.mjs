import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atEnd } from '../../src/at-end.mjs';
import { esbuild } from '../../src/bundle/esbuild.mjs';
import { vite } from '../../src/bundle/vite.mjs';
import { endGroup, freePort, listen } from '../../src/listen.mjs';
import { once } from '../../src/once.mjs';
import { html, project, write } from '../../src/project.mjs';
import { wishes, withoutTimes } from '../../src/reference.mjs';
import { find, node, node20 } from '../../src/run.mjs';
import { isolation, serve } from '../../src/serve.mjs';

const temporary = (name) => mkdtempSync(join(tmpdir(), `${name}-`));

/** Opens an address in Firefox until `seen`: a new profile each time. */
async function inFirefox(url, seen) {
  const profile = temporary('firefox');
  const firefox = spawn('firefox-esr', ['--headless', '--no-remote', '--profile', profile, url], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, HOME: profile },
  });
  try {
    return await seen;
  } finally {
    endGroup(firefox);
    await new Promise((resolve) =>
      firefox.exitCode === null && firefox.signalCode === null ? firefox.once('exit', resolve) : resolve(),
    );
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

const driver = once(async () => {
  const port = await freePort();
  const home = temporary('webkit');
  atEnd(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  // Its sandbox asks for namespaces that containers do not have.
  await listen(home, 'xvfb-run', ['-a', 'WebKitWebDriver', `--port=${port}`], `http://127.0.0.1:${port}/status`, {
    env: { HOME: home, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
  });
  return `http://127.0.0.1:${port}`;
});

/** Opens an address in WebKitGTK's small browser until `seen`, by the W3C's protocol. */
async function inWebKit(url, seen) {
  const ask = async (method, path, body) => {
    const { value } = await (
      await fetch(`${await driver()}${path}`, { method, ...(body ? { body: JSON.stringify(body) } : {}) })
    ).json();
    if (value?.error) throw new Error(`WebKitWebDriver: ${value.message}`);
    return value;
  };
  const { sessionId } = await ask('POST', '/session', { capabilities: { alwaysMatch: {} } });
  try {
    await ask('POST', `/session/${sessionId}/url`, { url });
    return await seen;
  } finally {
    await ask('DELETE', `/session/${sessionId}`);
  }
}

const there = (...programs) =>
  programs.every((program) => process.env['PATH'].split(':').some((folder) => existsSync(join(folder, program))));
const browsers = [
  ['Firefox', inFirefox, there('firefox-esr'), 'firefox-esr'],
  ['WebKitGTK', inWebKit, there('WebKitWebDriver', 'xvfb-run'), 'webkit2gtk-driver and xvfb'],
];

// It says what it finds by a request: no driver reads its console.
const reporting = `addEventListener('error', ({ message }) => report([{ error: message }]));
addEventListener('unhandledrejection', ({ reason }) => report([{ error: String(reason) }]));
globalThis.report = (found) => fetch('/result', { method: 'POST', body: JSON.stringify({ found, sharing: globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer === 'function' }) });
`;

const inNode = once(async () =>
  Promise.all(
    [node, node20]
      .filter(Boolean)
      .map(async (program) =>
        withoutTimes(
          (await find(write(project(), { 'package.json': '{ "type": "module" }' }), program, ['program.js'], wishes))
            .found,
        ),
      ),
  ),
);

const forms = {
  'as compiled': (folder) => write(folder, { 'index.html': html('main.js') }),
  'as compiled, import()': (folder) => write(folder, { 'index.html': html('dynamic.js') }),
  Vite: vite(),
  'esbuild iife': esbuild({ format: 'iife' }),
};

describe.each(browsers)('%s', (name, open, installed, packages) => {
  test.for(Object.entries(forms))(
    '%s: the bits of Node, on as many threads as it can have',
    { timeout: 100_000 },
    async ([, bundle], { skip }) => {
      if (!installed) skip(`not installed: Debian's ${packages}`);
      const folder = project();
      write(folder, { 'habit.js': `${reporting}document.title = 'a page';\n` });
      const { url, posts } = await serve(await bundle(folder), { headersOf: () => isolation });
      const { found, sharing } = await open(
        `${url}/#${encodeURIComponent(JSON.stringify(wishes))}`,
        posts('/result', 60),
      );
      expect(found.map(({ error }) => error)).toEqual(wishes.map(() => undefined));
      const bits = (await inNode()).map((all) => all.map((one) => one.bits));
      expect(found.map((one) => one.bits)).toBeOneOf(bits);
      // One thread, where the browser does not share memory under the headers for that.
      expect(found.map(({ threads }) => threads)).toEqual(wishes.map(({ threads }) => (sharing ? threads : 1)));
      console.log(`${name}: ${sharing ? 'shares' : 'does not share'} memory`);
    },
  );
});
