import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { node } from '../node.mjs';

/** @returns a running server: its address, what it answers to a command, its end */
export async function startServer(setting) {
  const child = fork(fileURLToPath(new URL('serve.mjs', import.meta.url)), [JSON.stringify(setting)], {
    execPath: node,
  });
  const ended = once(child, 'exit').then(([code]) => {
    if (code) throw new Error(`${setting.contender}: the server ended with ${code}`);
  });
  const said = async () => (await Promise.race([once(child, 'message'), ended.then(() => [])]))[0];
  const ask = (command) => {
    child.send(command);
    return said();
  };
  const address = await said();
  const end = async () => {
    child.send('end');
    await ended;
  };
  return { address, ask, end };
}
