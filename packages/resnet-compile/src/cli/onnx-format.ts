import { basename } from 'node:path';
import { describeShape, type Graph } from '@resnet-compile/ir';
import { exportOnnx, OnnxError, opsets, withOutputs, type OnnxFile } from '@resnet-compile/onnx';
import type { Exported, ExportFormat, FormatOptions } from './export-format.ts';
import { shownName } from '@resnet-compile/options';
import { UserError } from './user-error.ts';
import type { FileContent } from './write-files.ts';

/** One file, and from 1 GB of weights on a second one beside it. */
export const onnxFormat: ExportFormat = {
  title: 'ONNX',
  takes: ['folded', 'opset', 'batch', 'outputs'],
  write: (exported, options) => {
    const { stages, to } = exported;
    const { folded, opset = opsets.usual, batch, outputs = [] } = options;
    const handedOut = withOutputs(stages.network, outputs).outputs ?? [];
    const { bytes, data } = onnxFileOf(exported, options);
    return {
      files: new Map<string, FileContent>([[to, bytes], ...(data ? [[dataFileOf(to), data] as const] : [])]),
      notes: [
        `ONNX of opset ${opset}, ${folded ? 'with batch norms folded' : 'as trained'}: images ${inputOf(stages.graph, batch)} → ${['logits', ...handedOut.map(shownName)].join(', ')}`,
        ...(data ? [`its weights are in ${dataFileOf(to)}, which has to stand beside it`] : []),
      ],
    };
  },
};

const inputOf = ({ nodes }: Graph, batch: FormatOptions['batch'] = 'dynamic'): string =>
  nodes
    .flatMap(({ op, type }) => (op === 'input' ? [type.shape] : []))
    .map(([, ...image]) => describeShape([batch === 'dynamic' ? 'N' : batch, ...image]))
    .join();

const dataFileOf = (to: string): string => `${to}.data`;

function onnxFileOf({ stages, state, model, to, version }: Exported, options: FormatOptions): OnnxFile {
  try {
    return exportOnnx(stages.network, Object.fromEntries(Array.from(state, ([name, { data }]) => [name, data])), {
      ...options,
      name: stages.name,
      version,
      dataFile: basename(dataFileOf(to)),
      metadata: { model: basename(model) },
    });
  } catch (error) {
    if (error instanceof OnnxError) throw new UserError(`${model}: ${error.message}\nnothing was written.`);
    throw error;
  }
}
