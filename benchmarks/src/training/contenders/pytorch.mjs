import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { python, pyTorchNetworks } from '../../pytorch/pytorch.mjs';

const script = fileURLToPath(new URL('pytorch.py', import.meta.url));

/** PyTorch in eager mode, in a process of its own: a line of JSON per request. @type {import('../task.mjs').LoadTrainer} */
export async function load({ network, threads, graph, state, input, optimizer }) {
  const child = spawn(python, [script, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill());
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')]).then(() => {
    throw new Error('PyTorch ended');
  });
  const lines = createInterface({ input: child.stdout });
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const [line] = await Promise.race([once(lines, 'line'), ended]);
    return JSON.parse(line);
  };
  const base64 = ({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  const ids = new Map(graph.nodes.map((node, index) => [node, index]));
  await ask({
    kind: 'load',
    optimizer,
    network: pyTorchNetworks.has(network) ? network : null,
    kinds: Object.fromEntries(
      graph.nodes.flatMap(({ op, attributes: { name, kind } }) => (op === 'parameter' ? [[name, kind]] : [])),
    ),
    nodes: graph.nodes.map(({ op, inputs, attributes }) => ({
      op,
      inputs: inputs.map((node) => ids.get(node)),
      attributes,
    })),
    state: Object.fromEntries([...state].map(([name, { shape, data }]) => [name, { shape, data: base64(data) }])),
  });
  const give = ({ batch, images, labels }) =>
    ask({ kind: 'batch', shape: [batch, ...input], images: base64(images), labels: [...labels] });
  const step = async () => (await ask({ kind: 'step' })).loss;
  return {
    async firstLoss(batch) {
      await give(batch);
      await ask({ kind: 'reset' });
      return step();
    },
    async prepare(batch) {
      await give(batch);
      return step;
    },
    usage: () => ask({ kind: 'usage' }),
  };
}
