import { mapNames, matchState, readWeights } from '@resnet-compile/weights';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Residual networks of CIFAR-10 that Yerlan Idelbayev trained much as He et al. 2015 do, for 200 epochs, in files of a folder, as his repository
 * calls them: `resnet20-12fca82f.th`, … (github.com/akamaster/pytorch_resnet_cifar10, pretrained_models). They are `cifarNetwork`s of width 16 whose
 * shortcuts append half of the channels before, `'A-split'`.
 * @returns of each, the shallowest first, `depth` and `stateFor(parameters)`; of no folder, none
 */
export const published = (folder) =>
  (folder ? readdirSync(folder) : [])
    .flatMap((file) => {
      const depth = Number(file.match(/^resnet(\d+)-\w+\.th$/)?.[1]);
      return depth ? [{ depth, stateFor: (parameters) => stateIn(join(folder, file), parameters) }] : [];
    })
    .sort((a, b) => a.depth - b.depth);

function stateIn(file, parameters) {
  const state = matchState(mapNames(readWeights(readFileSync(file), file), parameters).mapped, parameters);
  return Object.fromEntries([...state].map(([name, { data }]) => [name, data]));
}
