import { readFileSync } from 'node:fs';

interface Checkpoint {
  /** `resnet50.a1_in1k` */
  readonly name: string;
  readonly licence: string | null;
}

const all: readonly Checkpoint[] = JSON.parse(
  readFileSync(new URL('../../weights/data/published.json', import.meta.url), 'utf8'),
);

/** The checkpoints of a network, by their licences: `Apache-2.0: a1_in1k, a2_in1k`. */
export function checkpointsOf(network: string): readonly string[] {
  const tags = new Map<string, string[]>();
  for (const { name, licence } of all) {
    const [architecture, tag = ''] = name.split('.');
    if (architecture !== network) continue;
    const words = licence ?? 'not stated';
    tags.set(words, [...(tags.get(words) ?? []), `\`${tag}\``]);
  }
  return [...tags].sort().map(([licence, names]) => `${licence}: ${names.join(', ')}`);
}
