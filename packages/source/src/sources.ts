import type { SourcePosition } from '@resnet-compile/dsl';

/** A place in a source file, as diagnostics show it. */
export interface SourceRange {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length?: number;
}

/** The user's files, for diagnostics that are made after they were read. */
export interface Sources {
  /** The model file's absolute path. */
  readonly entry: string;
  /** The paths of the model file and of its local imports. */
  readonly files: readonly string[];
  /** The text of the model file or of a local import. */
  readonly text: (file: string) => string | undefined;
  /**
   * Where to point for a mistake in the DSL call at `position`: at that call, or at the value (or the name) of one of its
   * options. Without a position, at the start of the model file.
   */
  readonly locate: (position: SourcePosition | undefined, option?: string, part?: 'name' | 'value') => SourceRange;
  /** Where an export of the model file is written. */
  readonly locateExport: (name: string) => SourceRange;
}

/** Sources of a model file that could not be read. */
export const noSources = (entry: string): Sources => {
  const start = { file: entry, line: 1, column: 1 };
  return { entry, files: [entry], text: () => undefined, locate: () => start, locateExport: () => start };
};
