import type { ExpectedTensor } from '../expected-tensor.ts';
import type { Cause } from './differences.ts';

/** What blocks of one network have and those of another have not, and how a network gets it. */
const parts: readonly (readonly [pattern: RegExp, what: string, option: string])[] = [
  [/\.(paths|attn)\./, 'selective kernels', 'block: selectiveKernelBlock'],
  [/\.conv2\.(fc1|bn0)\./, 'split attention', 'block: splitAttentionBlock'],
  [/\.(convs|bns)\.\d/, 'the scales of Res2Net', 'block: res2NetBlock'],
  [/\.(se|se_module|se_layer)\.(fc|conv\d)/, 'squeeze-and-excitation', "attention: 'se'"],
  [/\.(se|eca)\.conv\./, 'efficient channel attention', "attention: 'eca'"],
];

const projection = /\.(downsample|shortcut|convShortcut|identity_conv)\./;

/** Attention, other blocks, projections: what one side has and the other lacks, whatever else differs. */
export const otherParts: Cause = ({ missing, unexpected, misshapen }) => {
  const has = (tensors: readonly ExpectedTensor[], pattern: RegExp): boolean =>
    tensors.some(({ name }) => pattern.test(name));
  for (const [pattern, what, option] of parts) {
    const [own, other] = [has(missing, pattern), has(unexpected, pattern)];
    if (own !== other)
      return other
        ? `the file's blocks have ${what}, this network's have not: ${option}`
        : `this network's blocks have ${what}, the file's have not: leave ${option} out`;
  }
  const different = [...missing, ...unexpected];
  if (misshapen.length || different.length === 0 || !different.every(({ name }) => projection.test(name)))
    return undefined;
  return missing.length
    ? "the file's shortcuts have no projections where this network's have: shortcut: 'A', which appends zero channels"
    : "the file's shortcuts have projections where this network's have none: shortcut: 'B', or 'C' for all";
};
