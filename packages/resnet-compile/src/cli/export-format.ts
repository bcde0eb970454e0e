import type { Stages } from '@resnet-compile/driver';
import type { Tensor } from '@resnet-compile/weights';
import type { FileContent } from './write-files.ts';

/** What is exported, in any format. */
export interface Exported {
  /** Built: its name, graph and network. */
  readonly stages: Stages;
  /** Of the network, complete. */
  readonly state: ReadonlyMap<string, Tensor>;
  /** The model file. */
  readonly model: string;
  /** The file that is wanted. */
  readonly to: string;
  /** Of resnet-compile. */
  readonly version: string;
}

/** Options that some formats take. */
export interface FormatOptions {
  readonly folded?: true;
  readonly opset?: number;
  readonly batch?: number | 'dynamic';
  readonly outputs?: readonly string[];
}

export interface ExportFormat {
  readonly title: string;
  /** Those that it takes; others are refused. */
  readonly takes: readonly (keyof FormatOptions)[];
  /** The files to be written, and lines on them. @throws {UserError} */
  readonly write: (exported: Exported, options: FormatOptions) => WrittenFormat;
}

export interface WrittenFormat {
  readonly files: ReadonlyMap<string, FileContent>;
  readonly notes: readonly string[];
}
