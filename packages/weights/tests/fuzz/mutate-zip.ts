import { unzipSync, zipSync, type Zippable } from 'fflate';
import { mutateBytes, type Mutate } from './mutate-bytes.ts';
import { mutatePickle } from './mutate-pickle.ts';

/** Another archive, sound as one, checksums included: an entry's content, its name or its method is changed, or it is not there. */
export const mutateEntries: Mutate = (bytes, random, others) => {
  const entries = Object.entries(unzipSync(bytes));
  const changed = random.pick(entries);
  const files: Zippable = {};
  for (const entry of entries) {
    let [name, content] = entry;
    if (entry === changed || random.below(8) === 0) {
      const kind = random.below(8);
      if (kind === 0) continue;
      if (kind === 1)
        name = random.pick([
          '../evil',
          'archive/data.pkl',
          'a\x1b[2J',
          '__proto__x',
          `${name}2`,
          '',
          'archive/version',
        ]);
      else content = new Uint8Array((name.endsWith('.pkl') ? mutatePickle : mutateBytes)(content, random, others));
    }
    files[name] = [content, { level: random.below(3) ? 0 : 6 }];
  }
  return zipSync(files);
};

/** A pickle is where most can go wrong: it alone is changed. */
export const mutatePickleOfZip: Mutate = (bytes, random, others) => {
  const files: Zippable = {};
  for (const [name, content] of Object.entries(unzipSync(bytes)))
    files[name] = [
      new Uint8Array(name.endsWith('.pkl') ? mutatePickle(content, random, others) : content),
      { level: 0 },
    ];
  return zipSync(files);
};

/** Fields of the directory at the end, and of the headers before each entry. */
export const mutateDirectory: Mutate = (bytes, random, others) => {
  const signatures = [0x02014b50, 0x04034b50, 0x06054b50, 0x06064b50, 0x07064b50];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const places: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at++) if (signatures.includes(view.getUint32(at, true))) places.push(at);
  const at = random.pick(places);
  const end = Math.min(at + 46, bytes.length);
  const record = mutateBytes(bytes.subarray(at, end), random, others);
  // Of the same length, so that all other places are right.
  const copy = bytes.slice();
  copy.set(record.subarray(0, end - at), at);
  return copy;
};
