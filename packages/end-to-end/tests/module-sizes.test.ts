import { cifarResnet, resnet18, resnet50, type Network } from '@resnet-compile/dsl';
import { expect, test } from 'vitest';
import { compileModule, compileTraining } from '@resnet-compile/driver';
import { built } from './built.ts';
import { partsOfModule, sizeOf, type Size } from './module-parts.ts';

const devices = ['both', 'cpu', 'webgpu'] as const;
type Devices = (typeof devices)[number];
const targetOf = (device: Devices) => (device === 'both' ? undefined : device);

const networks = [
  ['ResNet-50', (device: Devices) => inference(resnet50(), device)],
  ['ResNet-18', (device: Devices) => inference(resnet18(), device)],
  [
    'CIFAR ResNet-20, training',
    (device: Devices) => compileTraining(built(cifarResnet(20), 'network'), { target: targetOf(device) }).module,
  ],
] as const;

const inference = (network: Network, device: Devices): string =>
  compileModule(built(network, 'network'), { target: targetOf(device) }).module;

const grouped = (bytes: number): string => bytes.toLocaleString('en-GB');
const cell = (size: Size | undefined): string => (size ? `${grouped(size.raw)} | ${grouped(size.gzipped)}` : ' | ');

const table = (name: string, modules: readonly ReadonlyMap<string, Size>[]): string => {
  const rows = [...new Set(modules.flatMap((sizes) => [...sizes.keys()]))];
  return `## ${name}

| | both devices | gzipped | CPU | gzipped | WebGPU | gzipped |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.map((row) => `| ${row} | ${modules.map((sizes) => cell(sizes.get(row))).join(' | ')} |`).join('\n')}
`;
};

const head = `# Sizes of modules

Bytes of compiled modules and of their parts, each part gzipped alone. Weights are files of their own. A test compiles
these networks and compares; \`vitest -u\` writes this page.
`;

test('modules are as large as docs/sizes.md says, part by part', async () => {
  const tables = networks.map(([name, compile]) =>
    table(
      name,
      devices.map((device) => {
        const text = compile(device);
        const parts = [...partsOfModule(text)].map(([part, own]) => [part, sizeOf(own)] as const);
        return new Map([['the module', sizeOf(text)] as const, ...parts]);
      }),
    ),
  );
  await expect([head, ...tables].join('\n')).toMatchFileSnapshot('../../../docs/sizes.md');
});
