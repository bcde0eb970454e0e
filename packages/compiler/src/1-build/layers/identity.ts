import type { LayerRule } from './layer-rule.ts';

export const identity: LayerRule<'identity'> = { build: (_, x) => x };
