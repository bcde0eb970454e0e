import { published } from '@resnet-compile/weights/published';

/** The checkpoints of a network, by their licences: `Apache-2.0: a1_in1k, a2_in1k`. */
export function checkpointsOf(network: string): readonly string[] {
  const tags = new Map<string, string[]>();
  for (const { architecture, tag, licence } of published) {
    if (architecture !== network) continue;
    const words = licence ?? 'not stated';
    tags.set(words, [...(tags.get(words) ?? []), `\`${tag}\``]);
  }
  return [...tags].sort().map(([words, names]) => `${words}: ${names.join(', ')}`);
}
