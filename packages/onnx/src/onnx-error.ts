import { escapeLines } from '@resnet-compile/options';

/** What is wrong with an ONNX file, or cannot be said in one: what was found, what was expected, what to do. */
export class OnnxError extends Error {
  /** `OnnxError`. */
  override readonly name = 'OnnxError';

  /** Whatever a file has in its names, the message steers no terminal, and is no book. */
  constructor(message: string, options?: ErrorOptions) {
    super(escapeLines(message).replaceAll(/^(.{1000}).+$/gm, '$1…'), options);
  }
}
