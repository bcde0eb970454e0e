import { stagesOf, type Stages, type StagesOptions } from '@resnet-compile/driver';
import { relativeFile } from '@resnet-compile/source';
import type { ModelExport } from '@resnet-compile/source';

/** A network of a model file, ready to be compiled. @throws {Error} for shapes that do not fit, which were reported when the file was read. */
export function built({ name, network }: ModelExport, onPass?: StagesOptions['onPass']): Stages {
  const stages = stagesOf(network, { name, positionFile: (file) => relativeFile(file, process.cwd()), onPass });
  if ('problems' in stages) throw new Error(`${name} has shapes that do not fit, and was checked`);
  return stages;
}
