import type { Rename } from './name-rule.ts';

/** What a block's shortcut and attention are called, whatever else the dialect is; numbers count pools, which have no weights. */
export const partsOfBlocks: readonly Rename[] = [
  ['shortcut', 'downsample'],
  ['downsample.{conv}', 'downsample.conv'],
  ['downsample.{norm}', 'downsample.norm'],
  ['downsample.bn', 'downsample.norm'],
  ['downsample$', 'downsample.conv'],
  // Cadene/pretrained-models.pytorch, moskomule/senet.pytorch, BangguWu/ECANet.
  ['se_module', 'se'],
  ['se.fc.0', 'se.fc1'],
  ['se.fc.2', 'se.fc2'],
  ['eca', 'se'],
];
