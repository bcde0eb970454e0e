import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { hub, writeSafetensors } from '../src/index.ts';
import { serveHub } from '@resnet-compile/testing/hub-server';
import { tensor } from './fixture.ts';

const caches = mkdtempSync(join(tmpdir(), 'caches-'));
afterAll(() => rmSync(caches, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const state = writeSafetensors([tensor('fc.bias', [3])]);

test("the environment's mirror, token, cache folder, timeout and word that there is no network", async () => {
  const server = await serveHub({ 'timm/resnet50.a1_in1k/model.safetensors': state });
  vi.stubEnv('HF_ENDPOINT', `${server.url}/`);
  vi.stubEnv('HF_TOKEN', 'hf_secret\n');
  vi.stubEnv('XDG_CACHE_HOME', caches);
  const weights = hub('timm/resnet50.a1_in1k');
  expect(await weights.bytes()).toEqual(state);
  expect(server.asked.map(({ authorization }) => authorization)).toEqual([
    'Bearer hf_secret',
    'Bearer hf_secret',
    undefined,
  ]);
  expect(
    existsSync(join(caches, 'resnet-compile/hub', server.url.slice(7).replace(':', '%3A'), 'timm--resnet50.a1_in1k')),
  ).toBe(true);
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  server.asked.length = 0;
  expect(await weights.bytes()).toEqual(state);
  expect(server.asked).toEqual([]);
  vi.stubEnv('HF_HUB_OFFLINE', '0');
  vi.stubEnv('HF_HUB_DOWNLOAD_TIMEOUT', '0.1');
  vi.stubEnv('XDG_CACHE_HOME', 'not/absolute');
  vi.stubEnv('HOME', caches);
  server.always = () => undefined;
  await expect(weights.bytes()).rejects.toThrow(/nothing came for 0\.1 s/);
  server.close();
});
