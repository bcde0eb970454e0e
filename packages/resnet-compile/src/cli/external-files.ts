import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { OnnxError, type ReadExternal } from '@resnet-compile/onnx';
import { shownName } from '@resnet-compile/options';

/** Reads what an ONNX file has in files beside it. Links that lead out of its folder are not followed. */
export const externalFiles =
  (model: string): ReadExternal =>
  ({ location, offset, length }) => {
    const name = shownName(location);
    const folder = realpathSync(dirname(model));
    const path = placeOf(join(folder, location), name);
    const inside = relative(folder, path);
    if (isAbsolute(inside) || inside.startsWith('..'))
      throw new OnnxError(`${name} is a link that leads out of the folder of the model; expected a file within it`);
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      if (offset + length > size)
        throw new OnnxError(`${name} has ${size} bytes; the model reads ${length} from ${offset} on. Get it again`);
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length;) {
        const read = readSync(file, bytes, done, Math.min(length - done, 2 ** 30), offset + done);
        if (read === 0) throw new OnnxError(`${name} became shorter while it was read`);
        done += read;
      }
      return bytes;
    } finally {
      closeSync(file);
    }
  };

function placeOf(path: string, name: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new OnnxError(`${name}, which holds weights of the model, is not beside it; put it there`, { cause });
  }
}
