import { deflateRawSync } from 'node:zlib';
import { oracles, fillState, images as fillImages, labels as fillLabels } from '@resnet-compile/testing';
import { resnet } from '@resnet-compile/dsl';
import { compile } from '@resnet-compile/compiler';
import { cpuTarget, buildPlan, emitWasm } from '@resnet-compile/backend-cpu';
import { CpuProgram } from '../runtime/src/cpu/cpu-program.ts';
import { loadKernels } from '../runtime/src/cpu/kernels.ts';
import { writeImages, readMaps } from '../runtime/src/maps.ts';
import { clear } from '../runtime/src/cpu/clear.ts';
import { prepareState } from '../runtime/src/prepare.ts';
import { toValues, toState, runTrainingProgram } from '@resnet-compile/reference';
const o: any = (oracles as any[]).find((x) => x.case.name === process.argv[2]); const c = o.case;
const { name, batch = 2, seed = 0, normScale = 0.6, train: t, ...options } = c;
const tr = compile(resnet(options), { name, target: cpuTarget, mode: 'training' }) as any;
const p = tr.program;
const { plan, shapes } = buildPlan(p);
const b64 = (b: Uint8Array) => deflateRawSync(b).toString('base64');
const prog = new CpuProgram(plan, await loadKernels({ relaxed: b64(emitWasm(shapes, { relaxed: true })), plain: b64(emitWasm(shapes, { relaxed: false })) }));
const filled = fillState(p.parameters, { seed, normScale });
const state = new Map([...filled].map(([n, v]: any) => [n, v.data]));
const im = fillImages(0, [batch, ...options.input] as never, seed) as any; const la = fillLabels(0, batch, options.classes, seed) as any;
const tg = new Float32Array(batch * options.classes); [...(la.data ?? la)].forEach((l: number, r: number) => { tg[r * options.classes + l] = 1; });
prog.reserve(batch); prog.pack(prepareState(p.prepare, state as never));
if (plan.input.clear) clear(plan.input.clear, batch, prog.f); writeImages(plan.input, im.data ?? im, batch, prog.f); writeImages(plan.targets!, tg, batch, prog.f);
// reference per kernel: rerun the program truncated
const bufShape = new Map(p.buffers.map((b: any) => [b.id, b.shape]));
let calls = 0, shown = 0;
const kernelByName = new Map(p.kernels.map((k: any, i: number) => [k.name, i]));
prog.run(batch, (call: any) => {
  calls++;
  if (!call.result || shown > 5) return;
  const at = kernelByName.get(call.name) as number; const store = p.kernels[at].epilogue.at(-1).buffer;
  // a phase may be incomplete: check at the last call of the name
  const idx = plan.calls.indexOf(call); if ((plan.calls[idx + 1] as any)?.name === call.name) return;
  const cut = { ...p, kernels: p.kernels.slice(0, at + 1), output: store, results: [] };
  const used = new Set([p.input, p.targets, ...cut.kernels.flatMap((k: any) => k.epilogue.filter((s: any) => s.op === 'store').map((s: any) => s.buffer))]); cut.buffers = p.buffers.filter((b: any) => used.has(b.id)); delete cut.target;
  const ref = runTrainingProgram(cut, { images: toValues(im.shape ? im : { shape: [batch, ...options.input], data: im }), state: toState(filled as never), targets: { shape: [batch, options.classes], data: Float64Array.from(tg) } }).output;
  const got = new Float32Array(ref.data.length); readMaps(call.result, batch, prog.f, got);
  let worst = 0, wi = 0; const scale = Math.max(...ref.data.map(Math.abs)); ref.data.forEach((v: number, i: number) => { const e = Math.abs(v - got[i]!); if (!(e <= worst)) { worst = e; wi = i; } });
  console.log(call.name.padEnd(50), p.kernels[at].core.kind.padEnd(20), (worst / scale).toExponential(1), 'at', wi, ref.data[wi], got[wi]);
  if (worst / scale > 1e-3) { shown++; if (shown === 1) { const rt = runTrainingProgram({ ...cut, results: cut.kernels.flatMap((k: any) => k.core.kind==='channel_statistics' ? [{name: 'm '+k.name, tensor: k.core.mean},{name:'v '+k.name, tensor:k.core.variance}] : k.core.kind==='vector' && k.core.op==='batch_norm_scale' ? [{name:'s '+k.name, tensor:k.core.results[0]}] : []) }, { images: toValues(im.shape ? im : { shape: [batch, ...options.input], data: im }), state: toState(filled as never), targets: { shape: [batch, options.classes], data: Float64Array.from(tg) } }); for (const [n, v] of rt.results) if (n.includes('layer2.0.bn2')) console.log(n, [...v.data].slice(0,6)); for (const a of call.addresses.slice(1,4)) console.log(a, [...prog.f.subarray(a[0]/4,a[0]/4+6)]); console.log(filled.get('layer2.0.bn2.bias')!.data.slice(0,6));  console.log(JSON.stringify(call), JSON.stringify(shapes[call.kernel])); for (let n=0;n<batch;n++) console.log(n, Array.from({length:42},(_, i)=> Math.abs(ref.data[n*672+i]-got[n*672+i])<1e-4?'.':'X').join('')); } }
});
for (const id of ['layer2.0.conv2','activation','layer2.0.activation','avgpool','fc','layer2.0.relu']) { const b = p.buffers.find((x: any) => x.id === id); if (b) console.log(JSON.stringify(b)); }
console.log(p.buffers.map((b: any) => `${b.id} ${JSON.stringify(b.placement)} ${JSON.stringify(b.layout)} ${b.shape}`).join('\n'));
console.log(plan.memory, prog.f.length * 4);
