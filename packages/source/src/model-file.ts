import type { Network } from '@resnet-compile/dsl';
import type { Diagnostic } from './diagnostic.ts';
import type { Sources } from './sources.ts';

/** A network that a model file exports. */
export interface ModelExport {
  /** What the compiled module is called: the export's name, or the file's for the default export. */
  readonly name: string;
  /** The name in the model file, `default` included. */
  readonly exported: string;
  /** Plain data: it went through JSON and carries no brand. One value under several names is one object. */
  readonly network: Network;
}

/** What was read from a model file. */
export interface ModelFile {
  /** The default export first; with diagnostics, what there is nevertheless. */
  readonly exports: readonly ModelExport[];
  /** Everything that is wrong with the file and its local imports. */
  readonly diagnostics: readonly Diagnostic[];
  /** For diagnostics that are found later. */
  readonly sources: Sources;
}
