// What a bottleneck is good for: parameters, arithmetic, time and memory of deep networks with and without. He et al. 2015, table 1.
import { compileModule, stagesOf } from '@resnet-compile/driver';
import { resnet } from 'resnet-compile';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kept } from '../frame/kept.mjs';
import { table as markdown } from '../frame/table.mjs';
import { vgg } from '../frame/vgg.mjs';

export const title = 'Bottleneck or not';
export const source = 'He et al. 2015, tables 1 and 3';
export const settings = {
  size: [224, 224, "pixels of an image's side"],
  width: [64, 64, 'channels of the first stage'],
  rounds: [5, 31, 'predictions that are timed'],
};

const stages = { 34: [3, 4, 6, 3], 68: [3, 4, 23, 3], 102: [3, 8, 36, 3] };
/** Name, network, and the paper's multiply-adds in G and top-1 error of ten crops in %. A depth of basic blocks has the blocks of a bottleneck network. */
const networks = [
  ['VGG-16', ({ size, width }) => vgg([2, 2, 3, 3, 3], { size, width, hidden: 64 * width }), '15.3', '28.07'],
  ['VGG-19', ({ size, width }) => vgg([2, 2, 4, 4, 4], { size, width, hidden: 64 * width }), '19.6', ''],
  ['basic, 34', residual('basic', 34), '3.6', '24.52'],
  ['bottleneck, 50', residual('bottleneck', 34), '3.8', '22.85'],
  ['basic, 68', residual('basic', 68), '', ''],
  ['bottleneck, 101', residual('bottleneck', 68), '7.6', '21.75'],
  ['basic, 102', residual('basic', 102), '', ''],
  ['bottleneck, 152', residual('bottleneck', 102), '11.3', '21.43'],
];

function residual(block, depth) {
  return ({ size, width }) => resnet({ stages: stages[depth], block, variant: 'v1', width, input: [3, size, size] });
}

export async function run(settings, { out, progress = true }) {
  const rows = [];
  for (const [name, network, paperMultiplyAdds, paperError] of networks) {
    const measured = await kept(join(out, `${name}.json`), settings, () => measure(network(settings), settings.rounds));
    if (progress) console.log(name, measured);
    rows.push({ name, ...measured, paperMultiplyAdds, paperError });
  }
  return { rows };
}

function measure(network, rounds) {
  const { module, summary } = compileModule(stagesOf(network, { name: 'network' }), { target: 'cpu' });
  const program = fileURLToPath(new URL('../frame/measure-module.mjs', import.meta.url));
  const printed = execFileSync(process.execPath, [program, String(rounds)], { encoding: 'utf8', input: module });
  return { parameters: summary.parameters, multiplyAdds: summary.multiplyAdds, ...JSON.parse(printed) };
}

export const table = ({ rows }) =>
  markdown(
    [
      'network',
      'parameters, M',
      'multiply-adds, G',
      'in the paper',
      'time of an image, ms',
      'process, MB',
      'top-1 error in the paper, %',
    ],
    rows.map((row) => [
      row.name,
      (row.parameters / 1e6).toFixed(1),
      (row.multiplyAdds / 1e9).toFixed(1),
      row.paperMultiplyAdds,
      row.milliseconds.toFixed(0),
      row.megabytes.toFixed(0),
      row.paperError,
    ]),
  );

const bars = [
  ['parameters, M', ({ parameters }) => parameters / 1e6],
  ['multiply-adds, G', ({ multiplyAdds }) => multiplyAdds / 1e9],
  ['time of an image, ms', ({ milliseconds }) => milliseconds],
  ['process, MB', ({ megabytes }) => megabytes],
];

export const picture = ({ rows }) => ({
  width: 860,
  height: 260,
  title: bars.map(([text], index) => ({ text, left: 110 + 185 * index })),
  grid: bars.map((_, index) => ({ left: 115 + 185 * index, width: 165, top: 40, bottom: 25 })),
  xAxis: bars.map((_, gridIndex) => ({ gridIndex, type: 'value', splitNumber: 3 })),
  yAxis: bars.map((_, gridIndex) => ({
    gridIndex,
    type: 'category',
    inverse: true,
    data: rows.map(({ name }) => name),
    axisLabel: { show: gridIndex === 0 },
  })),
  series: bars.map(([, value], index) => ({
    type: 'bar',
    barWidth: 12,
    xAxisIndex: index,
    yAxisIndex: index,
    data: rows.map(value),
  })),
});
