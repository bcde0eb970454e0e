// One of those who take part: trains on its part of MNIST, which nobody else sees.
import { batches, mnist } from '@resnet-compile/data';
import { compile } from '../compile.mjs';
import { mnistFolder } from '../mnist/data.mjs';
import { readOptions } from '../options.mjs';
import { takePart } from './take-part.mjs';

const usage = 'Usage: node join.mjs [--part 0] [--of 2] [--url ws://localhost:8080]';
const options = readOptions(usage, { part: '0', of: '2', url: 'ws://localhost:8080' });
const [rank, ranks] = [Number(options.part), Number(options.of)];
const network = await (
  await compile(`${import.meta.dirname}/../mnist/model.ts`, `runs/federated/${rank}`)()
).load({ v8Flags: 'set' });
const { train } = await mnist({ folder: mnistFolder });
// The same images every time: a share of batches that are never shuffled.
const open = () => batches(train, { batchSize: 64 * ranks, shuffle: false, dropLast: true, rank, ranks });
await takePart(options.url, network, 64 * open().length, open);
await network.dispose();
