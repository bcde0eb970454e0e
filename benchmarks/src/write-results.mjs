import { mkdirSync, writeFileSync } from 'node:fs';

const folder = new URL('../results/', import.meta.url);

/** Writes `results/NAME.json`. @returns the file's name */
export function writeResults(name, report) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), toJson(report));
  return `${name}.json`;
}

/** A list of numbers takes one line. */
function toJson(value) {
  return `${JSON.stringify(value, shorten, 2).replaceAll(/\[[^[\]{}]*\]/g, (list) => list.replaceAll(/\s+/g, ' '))}\n`;
}

/** Microseconds are as exact as this gets. */
function shorten(_, value) {
  return typeof value === 'number' && Math.abs(value) > 0.1 ? Number(value.toFixed(3)) : value;
}
