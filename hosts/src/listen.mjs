import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { atEnd } from './at-end.mjs';

/** A port that nobody listens on. */
export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts a server and waits until it answers; it and what it started end with the tests. @throws {Error} with all that it printed, where it ends or does not answer. */
export async function listen(folder, program, parameters, url, { env = {}, seconds = 30 } = {}) {
  const server = spawn(program, parameters, {
    cwd: folder,
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [server.stdout, server.stderr])
    stream.setEncoding('utf8').on('data', (text) => (printed += text));
  atEnd(() => endGroup(server));
  for (const started = Date.now(); Date.now() - started < seconds * 1000;) {
    if (server.exitCode !== null) break;
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${program} does not answer at ${url}\n${printed}`);
}

/** Ends a process that leads a group, and the processes of the group. */
export function endGroup({ pid, exitCode }) {
  if (exitCode !== null) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
