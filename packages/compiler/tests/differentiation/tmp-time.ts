import { oracles } from '@resnet-compile/testing';
import { trainOracle } from './train-oracle.ts';
for (const name of process.argv.slice(2)) {
  const [n, steps] = name.split(':');
  const start = process.cpuUsage().user;
  const found = trainOracle(oracles.find(({ case: net }) => net.name === n)!, Number(steps));
  console.log(name, ((process.cpuUsage().user - start) / 1e6).toFixed(1), found);
}
