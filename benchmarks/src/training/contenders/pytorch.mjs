import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('pytorch.py', import.meta.url));

const python = process.env.PYTHON ?? 'python3';

/** PyTorch's version; undefined where there is none. */
export function pyTorchVersion() {
  const { status, stdout } = spawnSync(python, ['-c', 'import torch; print(torch.__version__)'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout.trim() : undefined;
}

/** PyTorch in eager mode, in a process of its own: a line of JSON per request. @type {import('../task.mjs').LoadTrainer} */
export async function load({ threads, graph, state, input, optimizer }) {
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
