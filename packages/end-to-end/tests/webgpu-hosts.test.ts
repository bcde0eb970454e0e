import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, multiplyAddsOf } from '@resnet-compile/compiler';
import { cifarResnet } from '@resnet-compile/dsl';
import { oracles, softwareVulkan, type OracleCase } from '@resnet-compile/testing';
import { startChromium } from '@resnet-compile/testing/chromium';
import { mapNames, matchState, readWeights, writeSafetensors } from '@resnet-compile/weights';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { beforeAll, describe, expect, test } from 'vitest';
import { compiledModule, type CompiledModule } from './compiled-module.ts';
import { distanceFromOracle, oracleImages, oracleNetwork, oracleState } from './oracle-network.ts';
import { serveStrictly } from './strict-server.ts';
import { leftOut, thorough } from './thorough.ts';

const shared = process.env['RESNET_COMPILE_SHARED'];

const cases = oracles
  .map((oracle) => ({ oracle, name: oracle.case.name, network: oracleNetwork(oracle.case) }))
  .map((each) => ({ ...each, multiplyAdds: multiplyAddsOf(build(each.network, { name: each.name }).graph!) }))
  .sort((a, b) => a.multiplyAdds - b.multiplyAdds);
/** The networks of some cases, each with all of its cases: some differ in how they are trained alone. */
const networksOf = (some: typeof cases) => {
  const groups = new Map<string, OracleCase[]>();
  for (const { oracle } of some) {
    const key = JSON.stringify({ ...oracle.case, name: '', train: {} });
    groups.set(key, [...(groups.get(key) ?? []), oracle]);
  }
  return [...groups.values()].map((members) => ({
    oracles: members,
    name: members[0]!.case.name,
    network: oracleNetwork(members[0]!.case),
  }));
};
const half = cases.length / 2;
const smallHalf = networksOf(cases.slice(0, half));
/** Those that a software adapter computes in seconds. */
const larger = networksOf(cases.slice(half).filter(({ multiplyAdds }) => multiplyAdds <= 0.6e9));

const folder = temporaryFolder('webgpu-hosts-');

/** What runs everywhere: loads each module on WebGPU, and the same images twice for the same bits. */
const runner = `export async function logitsOf(names, read) {
  const found = {};
  for (const name of names) {
    const { load } = await import('./' + name + '.mjs');
    const network = await load({ device: 'webgpu', weights: await read(name + '.safetensors') });
    const bytes = await read(name + '.images');
    const images = name === 'cifar' ? bytes : new Float32Array(bytes.slice().buffer);
    const logits = await network.predict(images);
    if (name.startsWith('mini-')) {
      const again = await network.predict(images);
      if (!logits.every((value, index) => Object.is(value, again[index]))) throw new Error(name + ' gives other bits the second time');
    }
    found[name] = [...logits];
    await network.dispose();
  }
  return found;
}
`;
const onFiles = `import { readFile } from 'node:fs/promises';
import { logitsOf } from './runner.mjs';
console.log(JSON.stringify(await logitsOf(process.argv.slice(2), (file) => readFile(file))));
`;
const inPage = `import { logitsOf } from './runner.mjs';
const read = async (file) => new Uint8Array(await (await fetch(file)).arrayBuffer());
const names = new URLSearchParams(location.search).get('names').split(',');
const result = await logitsOf(names, read).catch((error) => ({ error: String(error) }));
await fetch('result', { method: 'POST', body: JSON.stringify(result) });
`;

type Logits = Readonly<Record<string, readonly number[]>>;
type Host = (names: readonly string[]) => Promise<Logits>;

const start = promisify(execFile);
async function withVulkan(program: string, options: readonly string[]): Promise<Logits> {
  const { env } = await softwareVulkan();
  const { stdout } = await start(program, [...options], {
    cwd: folder,
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout) as Logits;
}
const root = fileURLToPath(new URL('../../../', import.meta.url));
const hosts: Readonly<Record<'Node' | 'Deno' | 'Chromium', Host>> = {
  Node: (names) => withVulkan(process.execPath, ['run.mjs', ...names]),
  Deno: (names) =>
    withVulkan(join(root, 'node_modules/.bin/deno'), [
      'run',
      '--no-prompt',
      '--unstable-webgpu',
      '--allow-read=.',
      'run.mjs',
      ...names,
    ]),
  async Chromium(names) {
    const server = await serveStrictly(folder);
    const browser = await startChromium(['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']);
    try {
      const tab = await browser.newPage();
      await tab.goto(`${server.url}/index.html?names=${names.join(',')}`);
      return (await server.result) as Logits;
    } finally {
      await browser.close();
      server.close();
    }
  },
};

function writeCase(
  name: string,
  { text }: CompiledModule,
  state: Iterable<readonly [string, { readonly shape: readonly number[]; readonly data: Float32Array }]>,
  images: Float32Array | Uint8Array,
): void {
  writeFileSync(join(folder, `${name}.mjs`), text);
  writeFileSync(
    join(folder, `${name}.safetensors`),
    writeSafetensors(Array.from(state, ([tensor, { shape, data }]) => ({ name: tensor, shape, data }))),
  );
  writeFileSync(join(folder, `${name}.images`), new Uint8Array(images.buffer, images.byteOffset, images.byteLength));
}

beforeAll(() => {
  for (const {
    oracles: [oracle],
    name,
    network,
  } of [...smallHalf, ...(thorough ? larger : [])])
    writeCase(
      name,
      compiledModule(network, 'both', name),
      oracleState(oracle!),
      oracleImages(oracle!, 2).data as Float32Array,
    );
  writeFileSync(join(folder, 'runner.mjs'), runner);
  writeFileSync(join(folder, 'run.mjs'), onFiles);
  writeFileSync(join(folder, 'page.mjs'), inPage);
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>WebGPU</title><script type="module" src="page.mjs"></script>',
  );
  symlinkSync(join(dirname(createRequire(import.meta.url).resolve('webgpu')), '..'), join(folder, 'node_modules'));
}, 600_000);

function expectOracles(found: Logits, some: typeof smallHalf): void {
  expect(Object.keys(found)).toEqual(some.map(({ name }) => name));
  for (const { oracles: members, name } of some)
    for (const oracle of members)
      expect(distanceFromOracle(oracle, Float32Array.from(found[name]!)), oracle.case.name).toBeLessThan(1e-4);
}

describe("logits from WebGPU lie within 1e-4 of PyTorch's, from one and the same file in every host", () => {
  test('half of the oracles are among them', () => expect(smallHalf.flatMap((each) => each.oracles)).toHaveLength(18));
  // Chromium has images of CIFAR-10 below, and Node all other suites.
  test.each((Object.keys(hosts) as (keyof typeof hosts)[]).filter((host) => thorough || host === 'Deno'))(
    `%s: the small half${thorough ? '' : ', some of them'}`,
    async (host) => {
      // SwiftShader takes seconds to compile each.
      const some = smallHalf.filter((_, index) => thorough || index % 6 === 0);
      expectOracles(await hosts[host](some.map(({ name }) => name)), some);
    },
    900_000,
  );
  test.skipIf(!thorough)(
    `Node: larger ones${leftOut}`,
    async () => expectOracles(await hosts.Node(larger.map(({ name }) => name)), larger),
    900_000,
  );
});

const count = thorough ? 1000 : 300;

describe.skipIf(!shared)(
  `one module classifies ${count} images of CIFAR-10 as on the CPU${shared ? '' : ' (RESNET_COMPILE_SHARED is not set)'}`,
  () => {
    const normalize = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
    let expected: readonly number[];
    let labels: readonly number[];

    beforeAll(async () => {
      const module = compiledModule(cifarResnet(20, { shortcut: 'A-split', normalize }), 'both', 'cifar');
      const found = readWeights(readFileSync(join(shared!, 'weights/resnet20-12fca82f.th')));
      const state = [
        ...matchState(mapNames(found, module.model.parameters).mapped, module.model.parameters).values(),
      ].map((tensor) => [tensor.name, tensor] as const);
      const bytes = readFileSync(join(shared!, 'data/cifar-10-batches-bin/test_batch.bin'));
      // Records of a label and 3×32×32 bytes.
      const images = new Uint8Array(count * 3072);
      for (let n = 0; n < count; n++) images.set(bytes.subarray(n * 3073 + 1, (n + 1) * 3073), n * 3072);
      labels = Array.from({ length: count }, (_, n) => bytes[n * 3073]!);
      writeCase('cifar', module, state, images);
      const cpu = await module.load({
        device: 'cpu',
        weights: Object.fromEntries(state.map(([name, { data }]) => [name, data])),
      });
      expected = classesOf([...(await cpu.predict(images))]);
      await cpu.dispose();
    }, 600_000);

    test.each((Object.keys(hosts) as (keyof typeof hosts)[]).filter((host) => thorough || host === 'Chromium'))(
      '%s',
      async (host) => {
        const { cifar } = await hosts[host](['cifar']);
        expect(classesOf(cifar!)).toEqual(expected);
        expect(expected.filter((label, n) => label === labels[n]).length).toBeGreaterThan(0.88 * count);
      },
      900_000,
    );
  },
);

const classesOf = (logits: readonly number[]): readonly number[] =>
  Array.from({ length: count }, (_, n) => {
    const row = logits.slice(n * 10, n * 10 + 10);
    return row.indexOf(Math.max(...row));
  });
