import { hostModule, nodeModule } from '../files/node-modules.ts';

/** A codec's WebAssembly, from the file system; in a page the codec fetches it itself. */
export function binaryOf(specifier: string): ArrayBuffer | undefined {
  const modules = nodeModule('module');
  if (!modules) return undefined;
  const { buffer, byteOffset, byteLength } = hostModule('fs').readFileSync(
    modules.createRequire(import.meta.url).resolve(specifier),
  );
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength);
}
