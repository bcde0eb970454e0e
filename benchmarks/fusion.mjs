/** What fusion saves in a training step, from the compiler's programs between its passes: `npm run fusion`. */
import { cpuTarget } from '@resnet-compile/backend-cpu';
import { arenaBytes, build, fuse, lower, recompute, schedule, simplify } from '@resnet-compile/compiler';
import { cifarResnet, resnet50 } from '@resnet-compile/dsl';
import { readsOf, writesOf } from '@resnet-compile/ir';
import { printTable } from './src/report.mjs';

const networks = { 'ResNet-20 (CIFAR)': cifarResnet(20), 'ResNet-50': resnet50() };

printTable(
  ['training step', 'program', 'kernels', 'MB read', 'MB written', 'arena, MB'],
  Object.entries(networks).flatMap(([name, network]) => {
    const mode = 'training';
    const lowered = lower(simplify(build(network, { name }).graph, { mode }), { mode });
    const stages = [['lowered, nothing fused', lowered]];
    const fused = fuse(lowered, { onPass: ({ pass, output }) => stages.push([`after ${pass.name}`, output]) });
    const kept = recompute(fused);
    return [
      ...stages.map(([stage, program]) => row(name, stage, program, place(program, false))),
      row(name, 'and planned in place', fused, place(fused, true)),
      row(name, 'and recompute: what runs', kept, place(kept, true)),
    ];
  }),
);
console.log(
  '\nPer image, MB = 10⁶ bytes. Kernels without arithmetic on vectors of channels; what a kernel reads and writes counts once, whole.',
);

/** The program scheduled as it is. `inPlace`: results may take over the place of what they read. */
function place(program, inPlace) {
  return schedule(program, { target: { ...cpuTarget, inPlace } });
}

function row(name, stage, program, placed) {
  const kernels = program.kernels.filter(({ core }) => core.kind !== 'vector');
  const bytes = new Map(
    program.buffers.map(({ id, shape }) => [id, shape.reduce((product, extent) => product * extent, 4)]),
  );
  const sum = (uses) =>
    kernels.reduce((total, kernel) => [...new Set(uses(kernel))].reduce((all, id) => all + bytes.get(id), total), 0);
  return [
    name,
    stage,
    String(kernels.length),
    megabytes(sum(readsOf)),
    megabytes(sum(writesOf)),
    megabytes(arenaBytes(placed).perImage),
  ];
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1);
}
