// `node measure-module.mjs ROUNDS < MODULE`: loads a compiled module with random weights and predicts one image after the other, in
// a process of its own. Prints the median of a prediction's processor time in ms, and the process's largest resident set in MB.
import { readFileSync } from 'node:fs';

const [rounds] = process.argv.slice(2);
const { load, model } = await import(`data:text/javascript,${encodeURIComponent(readFileSync(0, 'utf8'))}`);
const network = await load({ device: 'cpu', v8Flags: 'set', seed: 1 });
const image = Float32Array.from({ length: model.input.reduce((a, b) => a * b) }, (_, index) => Math.sin(index * index));
const warmUp = 3;
const times = [];
for (let round = 0; round < warmUp + Number(rounds); round++) {
  const before = process.cpuUsage();
  await network.predict(image);
  const { user, system } = process.cpuUsage(before);
  if (round >= warmUp) times.push((user + system) / 1000);
}
const milliseconds = times.sort((a, b) => a - b)[times.length >> 1];
console.log(JSON.stringify({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1000 }));
