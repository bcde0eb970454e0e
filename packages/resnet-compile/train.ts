import { deflateRawSync } from 'node:zlib';
import { oracles, fillState, images as fillImages, labels as fillLabels, units } from '@resnet-compile/testing';
import { resnet } from '@resnet-compile/dsl';
import { compile } from '@resnet-compile/compiler';
import { cpuTarget, buildPlan, emitWasm } from '@resnet-compile/backend-cpu';
import { createCpuEngine } from '../runtime/src/cpu/cpu-engine.ts';
import { createCpuTrainingEngine } from '../runtime/src/cpu/cpu-training-engine.ts';
import { createTrainingNetwork } from '../runtime/src/training/training-network.ts';
const only = process.argv[2];
const b64 = (b: Uint8Array) => deflateRawSync(b).toString('base64');
const part = (program: any) => { const { plan, shapes } = buildPlan(program); return { plan, code: { relaxed: b64(emitWasm(shapes, { relaxed: true })), plain: b64(emitWasm(shapes, { relaxed: false })) } }; };
for (const o of oracles as any[]) {
  const c = o.case; if (!c.train || (only && c.name !== only)) continue;
  const { name, batch = 2, seed = 0, normScale = 0.6, train: t, ...options } = c;
  const network = resnet(options);
  const inf = compile(network, { name, target: cpuTarget }) as any;
  const tr = compile(network, { name, target: cpuTarget, mode: 'training', labelSmoothing: t.labelSmoothing ?? 0 }) as any;
  const declaration: any = { optimizer: t.optimizer === 'adamw' ? { kind: 'adamW', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: t.weightDecay ?? 1e-4, decay: t.decay ?? 'all' } : { kind: 'sgd', momentum: t.momentum ?? 0.9, nesterov: t.nesterov ?? false, weightDecay: t.weightDecay ?? 1e-4, decay: t.decay ?? 'all' }, labelSmoothing: t.labelSmoothing ?? 0, clipNorm: t.clipNorm ?? null, accumulate: t.accumulate ?? 1, ema: t.ema ?? null };
  const parameters = inf.program.parameters;
  const state = new Map([...fillState(parameters, { seed, normScale })].map(([n, v]: any) => [n, v.data]));
  const before = new Map([...state].map(([n, v]) => [n, (v as Float32Array).slice()]));
  const i = part(inf.program), r = part(tr.program);
  const engine = await createCpuTrainingEngine(r.plan, r.code as never, 'x');
  const net = await createTrainingNetwork({ model: { name, input: options.input, classes: options.classes, parameters, parameterCount: 0, multiplyAdds: 0 }, prepare: inf.program.prepare, training: { declaration, prepare: tr.program.prepare, smallestCount: 9, fingerprint: 'x', cpu: r }, url: '' } as never, await createCpuEngine(i.plan, i.code as never), engine, state as never);
  let worstLoss = 0, worstG = 0, worstGn = '', ok = true; let time = 0;
  for (let step = 0; step < t.steps; step++) {
    const im = fillImages(step, [batch, ...options.input] as never, seed) as any; const la = fillLabels(step, batch, options.classes, seed) as any;
    let lab: any = Int32Array.from(la.data ?? la);
    if (t.softTargets) { lab = new Float32Array(batch * options.classes); const u = units('labels' + step, seed, lab.length); for (let r = 0; r < batch; r++) { let s = 0; for (let k = 0; k < options.classes; k++) s += u[r * options.classes + k]! + 1; for (let k = 0; k < options.classes; k++) lab[r * options.classes + k] = (u[r * options.classes + k]! + 1) / s; } }
    let flat: Float32Array | undefined;
    const t0 = performance.now();
    const result = await net.trainStep({ images: im.data ?? im, labels: lab, learningRate: t.learningRate, ...(step === 0 ? { onGradients: (v: Float32Array) => { flat = v.slice(); return v; } } : {}) });
    time += performance.now() - t0;
    worstLoss = Math.max(worstLoss, Math.abs(result.loss - o.train.losses[step]) / Math.abs(o.train.losses[step]));
    if (step === 0) { let at = 0; for (const p of parameters) { if (p.kind !== 'parameter') continue; const n = p.shape.reduce((a: number, b: number) => a * b, 1); const g = flat!.subarray(at, at + n); at += n; const e = o.train.gradients[p.name]; const tol = Math.min(0.1, Math.max(1e-4, 10 * o.float32.gradients[p.name])); const d = deviation(e, g); if (!(d <= tol)) { ok = false; console.log('  gradient', p.name, d, 'tol', tol); } if (d / tol > worstG) { worstG = d / tol; worstGn = p.name; } } }
  }
  const lossTol = Math.max(1e-4, 10 * o.float32.losses); if (!(worstLoss <= lossTol)) ok = false;
  const after = await net.stateDict(); let worstC = 0, wcn = '';
  for (const [n, e] of Object.entries(o.train.change) as any) { const v = after[n]!.map((x, k) => x - before.get(n)![k]!); const tol = Math.min(0.2, Math.max(1e-2, 10 * o.float32.change[n])); const d = deviation(e, v); if (!(d <= tol)) { ok = false; console.log('  change', n, d, 'tol', tol); } if (d / tol > worstC) { worstC = d / tol; wcn = n; } }
  if (o.train.ema) { const avg = await net.averagedStateDict(); for (const [n, e] of Object.entries(o.train.ema) as any) { const v = avg[n]!.map((x, k) => x - before.get(n)![k]!); const tol = Math.min(0.2, Math.max(1e-2, 10 * o.float32.ema[n])); const d = deviation(e, v); if (!(d <= tol)) { ok = false; console.log('  ema', n, d, 'tol', tol); } } }
  console.log(name.padEnd(32), ok ? 'ok' : 'WRONG', 'loss', (worstLoss / lossTol).toFixed(3), 'gradient', worstG.toFixed(3), worstGn, 'change', worstC.toFixed(3), wcn, (time / t.steps).toFixed(1) + ' ms/step', 'wasm', r.code.relaxed.length);
  await net.dispose();
}
function deviation(e: any, v: Float32Array) { const n = v.length; let l2 = 0, sum = 0; for (const x of v) { l2 += x * x; sum += x; } l2 = Math.sqrt(l2); const rms = e.l2 / Math.sqrt(n) + 1e-12; return Math.max(Math.abs(e.l2 - l2) / (e.l2 + 1e-12), Math.abs(e.sum - sum) / (e.l2 * Math.sqrt(n) + 1e-12), ...e.head.map((h: number, k: number) => Math.abs(h - v[k]!) / rms)); }
