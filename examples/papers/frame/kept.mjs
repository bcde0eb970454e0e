import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * What `make` gives, plain data, made once and kept in a file, whole or not at all. `setting` is what it depends on.
 * @throws {Error} where the file has what was made by another setting.
 */
export async function kept(file, setting, make) {
  if (existsSync(file)) {
    const before = JSON.parse(readFileSync(file, 'utf8'));
    const [was, is] = [before.setting, setting].map((each) => JSON.stringify(each));
    if (was === is) return before.result;
    throw new Error(
      `${file} was made with ${was}, and now there is ${is}. Name another folder by --out, or delete this.`,
    );
  }
  const result = await make();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify({ setting, result }));
  renameSync(`${file}.new`, file);
  return result;
}
