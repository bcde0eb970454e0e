import { ts } from 'ts-morph';
import { fileUrl } from './file-path.ts';
import type { LocalModule } from './local-modules.ts';
import type { ServedModules } from './served-modules.ts';

/** Each module as JavaScript with an inline source map, and the syntax errors of all. */
export function transpile(
  modules: readonly LocalModule[],
  options: ts.CompilerOptions,
): { readonly served: ServedModules; readonly syntaxErrors: readonly ts.Diagnostic[] } {
  const syntaxErrors: ts.Diagnostic[] = [];
  const served = modules.map(({ path, text, imports, owner }) => {
    const compilerOptions: ts.CompilerOptions = {
      ...options,
      target: ts.ScriptTarget.ES2022,
      sourceMap: owner !== 'dsl',
      inlineSourceMap: false,
      inlineSources: false,
      importHelpers: false,
      noEmitHelpers: false,
      sourceRoot: undefined,
      mapRoot: undefined,
      baseUrl: undefined,
      paths: undefined,
    };
    const {
      outputText,
      sourceMapText,
      diagnostics = [],
    } = ts.transpileModule(text, { fileName: path, compilerOptions, reportDiagnostics: true });
    syntaxErrors.push(...diagnostics.filter(({ file }) => file));
    return [
      fileUrl(path),
      {
        text: withSourceMap(outputText, sourceMapText, fileUrl(path)),
        imports: Object.fromEntries([...imports].map(([specifier, target]) => [specifier, fileUrl(target)])),
      },
    ] as const;
  });
  return { served: Object.fromEntries(served), syntaxErrors };
}

/** With the map inline, and the source named by its URL: TypeScript writes the bare name, of which a `#` would end the path. */
function withSourceMap(text: string, map: string | undefined, source: string): string {
  if (map === undefined) return text;
  const inline = Buffer.from(JSON.stringify({ ...(JSON.parse(map) as object), sources: [source] })).toString('base64');
  return `${text.slice(0, text.lastIndexOf('//# sourceMappingURL='))}//# sourceMappingURL=data:application/json;base64,${inline}\n`;
}
