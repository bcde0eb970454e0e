import { family, fillState, type FamilyNetwork } from '@resnet-compile/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { thorough } from './thorough.ts';

const shared = process.env['RESNET_COMPILE_SHARED'];

/** With `RESNET_COMPILE_SHARED`, the thorough run has the logits of the larger ones as well. */
export const familyOracles: readonly FamilyNetwork[] =
  thorough && shared ? JSON.parse(readFileSync(join(shared, 'oracles', 'family.json'), 'utf8')) : family;

interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
}

let before = new Map<string, Float32Array>();

/** A filled state; networks that stand side by side in the list have much in common, and a tensor is its name's and shape's alone. */
export function filledState(parameters: readonly Parameter[]): Readonly<Record<string, Float32Array>> {
  const now = new Map<string, Float32Array>();
  const state: Record<string, Float32Array> = {};
  for (const parameter of parameters) {
    const key = `${parameter.name} ${parameter.shape.join()}`;
    const data = before.get(key) ?? fillState([parameter]).get(parameter.name)!.data;
    now.set(key, data);
    state[parameter.name] = data;
  }
  before = now;
  return state;
}
