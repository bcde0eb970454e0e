import { gzipSync } from 'node:zlib';
import { shownName } from '@resnet-compile/options';
import type { CompiledNetwork, NetworkSummary } from '@resnet-compile/driver';
import { totalBytes, type CpuMemory } from '@resnet-compile/runtime';

/** Images for which memory is counted where nobody says how many. */
export const usualBatch = { inference: 1, training: 128 } as const;

/** What was made of one network, as the terminal shows it. */
export function report({ module, summary }: CompiledNetwork, path: string, seconds: number, batch?: number): string {
  const { input, classes, taps, parameters, trained, multiplyAdds, layers, kernels, arena, live } = summary;
  const counts = Object.entries(kernels)
    .map(([kind, count]) => `${count} ${names[kind] ?? kind}`)
    .join(', ');
  const total = Object.values(kernels).reduce((sum, count) => sum + count, 0);
  const rows = [
    ['network', `${input.join('×')} → ${classes} classes`],
    ...(taps.length
      ? [['outputs', taps.map(({ name, shape }) => `${shownName(name)} ${shape.join('×')}`).join(', ')]]
      : []),
    ['parameters', parameters.toLocaleString('en')],
    ...(trained
      ? [
          [
            'trains',
            `${trained.tensors} of ${trained.ofTensors} parameters (${trained.values.toLocaleString('en')} of ${parameters.toLocaleString('en')} values)`,
          ],
        ]
      : []),
    ['multiply-adds', `${quantity(multiplyAdds)} per image`],
    ['layers → kernels', `${layers} → ${total} (${counts})`],
    [
      'activations',
      `${bytes(arena)} per image in the arena; ${bytes(live)} live at once (${(arena / live).toFixed(2)}×)`,
    ],
    ...memoryRows(summary, batch),
    ['file', `${bytes(Buffer.byteLength(module))}, ${bytes(gzipSync(module).length)} gzipped`],
    ['time', `${seconds.toFixed(2)} s`],
  ] as const;
  return [path, ...rows.map(([name, value]) => `  ${name.padEnd(17)} ${value}`), ''].join('\n');
}

function memoryRows({ memory }: NetworkSummary, given: number | undefined): readonly (readonly [string, string])[] {
  const { step } = memory(1);
  const batch = given ?? (step ? usualBatch.training : usualBatch.inference);
  const use = memory(batch);
  const images = `${batch} image${batch === 1 ? '' : 's'}`;
  const row = (title: string, call: string, parts: CpuMemory): readonly [string, string] => [
    title,
    `${bytes(totalBytes(parts))} to ${call}: ${Object.entries(parts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name} ${bytes(count)}`)
      .join(', ')}`,
  ];
  return [
    ...(use.step ? [row('memory', `train on ${images}`, use.step)] : []),
    ...(use.inference && totalBytes(use.inference) > 0
      ? [row(use.step ? 'and besides' : 'memory', use.step ? 'evaluate' : `predict ${images}`, use.inference)]
      : []),
  ];
}

const names: Readonly<Record<string, string>> = {
  input_gradient: 'input gradients',
  filter_gradient: 'filter gradients',
  channel_statistics: 'statistics',
  channel_sums: 'channel sums',
  vector: 'on vectors',
  spread: 'spread',
  loss: 'loss',
  convolution: 'convolutions',
  matrix_product: 'dense',
  max_pool: 'max-pool',
  average_pool: 'average-pool',
  mean: 'global average',
  copy: 'pointwise',
};

const quantity = (value: number): string =>
  value >= 1e9 ? `${(value / 1e9).toFixed(3)} G` : `${(value / 1e6).toFixed(2)} M`;

const bytes = (count: number): string =>
  count >= 1e6 ? `${(count / 1e6).toFixed(2)} MB` : `${(count / 1e3).toFixed(1)} kB`;
