import { compiling } from '../compiling/compiling.ts';
import type { Taught } from './taught.ts';

/** What the taught network is saved as. */
export interface Export {
  readonly file: string;
  readonly title: string;
  readonly note: string;
  make(taught: Taught): Promise<Blob>;
}

/** As `finetune` writes it, so that `classifier(load, { weights })` needs nothing else. */
const metadataOf = ({ labels, network: { preprocess } }: Taught): Record<string, string> => ({
  classes: JSON.stringify(labels),
  preprocess: JSON.stringify(preprocess),
});

export const exports: readonly Export[] = [
  {
    file: 'taught.safetensors',
    title: 'Weights',
    note: 'safetensors, for PyTorch too',
    async make(taught) {
      const { writeSafetensors } = await import('@resnet-compile/weights');
      const tensors = taught.network.parameters.map(({ name, shape }) => ({
        name,
        shape: [...shape],
        data: taught.state[name] ?? new Float32Array(0),
      }));
      return new Blob([writeSafetensors(tensors, metadataOf(taught))]);
    },
  },
  {
    file: 'taught.onnx',
    title: 'ONNX',
    note: 'network and weights',
    async make(taught) {
      const bytes = await compiling().onnx(taught.spec, taught.state, metadataOf(taught));
      return new Blob([bytes as Uint8Array<ArrayBuffer>]);
    },
  },
  {
    file: 'taught.js',
    title: 'Module',
    note: 'JavaScript for Node, Deno and pages; it loads the weights',
    async make({ module, labels }) {
      return new Blob(
        [`${module}\n/** What the classes are called. */\nexport const labels = ${JSON.stringify(labels)};\n`],
        {
          type: 'text/javascript',
        },
      );
    },
  },
];

/** Has the browser save a file. */
export function save(blob: Blob, file: string): void {
  const href = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
