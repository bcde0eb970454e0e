import { compileModule, compileTraining, stagesOf } from '@resnet-compile/driver';
import { printGraph } from '@resnet-compile/ir';
import { createHash } from 'node:crypto';

/**
 * Compiles a network of the DSL, in this process.
 * @returns `fingerprint`, which tells networks apart, and `importModule`, which gives what the module exports, `load` and `model`: of one that
 * trains, or, for `'inference'`, of one that does nothing else.
 * @throws {Error} with all that is wrong with the network.
 */
export function compiled(network) {
  const stages = stagesOf(network, { name: 'network' });
  if ('problems' in stages) throw new Error(stages.problems.map(({ message }) => message).join('\n'));
  return {
    fingerprint: createHash('sha256')
      .update(withoutPlaces(printGraph(stages.graph)) + JSON.stringify(network.training ?? {}))
      .digest('hex')
      .slice(0, 12),
    importModule(mode = 'training') {
      const { module } = (mode === 'training' ? compileTraining : compileModule)(stages, { target: 'cpu' });
      return import(`data:text/javascript,${encodeURIComponent(module)}`);
    },
  };
}

/** A graph's text without the files and lines that its layers are written in: a network stays the same one where those move. */
const withoutPlaces = (text) => text.replaceAll(/ @ (-|"(?:[^"\\]|\\.)*") ".*$/gm, ' @ $1');
