/** Compiles a network once, in a fresh process: `node compile-once.mjs ROOT NETWORK NUMBER MODE DEVICE`; prints milliseconds. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , root, network, number, mode, device] = process.argv;
const [dsl, compiler, cpu, webgpu] = await Promise.all(
  ['dsl', 'compiler', 'backend-cpu', 'backend-webgpu'].map(
    (name) => import(pathToFileURL(join(root, 'packages', name, 'dist/index.js')).href),
  ),
);
/** Of this thread's processor: what else the machine does is not counted. */
const clock = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};
const start = clock();
const options = { name: 'network', target: device === 'cpu' ? cpu.cpuTarget : webgpu.webgpuTarget, mode };
const { program } = compiler.compile(dsl[network](...(number ? [Number(number)] : [])), options);
const compiled = clock();
if (device === 'cpu') cpu.buildPlan(program);
else webgpu.buildWebGpuPlan(program);
console.log(JSON.stringify({ compile: compiled - start, plan: clock() - compiled }));
