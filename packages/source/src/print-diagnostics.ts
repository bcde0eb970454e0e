import { relative } from 'node:path';
import { boolean, checkOptions, escapeControls } from '@resnet-compile/options';
import { codeFrame } from './code-frame.ts';
import { inOrder, type Diagnostic } from './diagnostic.ts';
import { painter, type Paint } from './paint.ts';
import type { Sources } from './sources.ts';

/**
 * Diagnostics as a terminal shows them, with code frames and hints, sorted by place; files are named relative to the
 * working directory. Control characters of the user's texts are escaped.
 */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: Pick<Sources, 'text'>,
  options: { readonly colour?: boolean } = {},
): string {
  checkOptions('printDiagnostics', options, { colour: boolean });
  const paint = painter(options.colour ?? false);
  return inOrder(diagnostics)
    .map((diagnostic) => printOne(diagnostic, sources, paint))
    .join('\n');
}

const isWarning = (code: string): boolean => code === 'RC1105' || code === 'RC1106';

function printOne(diagnostic: Diagnostic, sources: Pick<Sources, 'text'>, paint: Paint): string {
  const { code, message, hint, path, file, line, column } = diagnostic;
  const [first = '', ...more] = message.split('\n').map(escapeControls);
  const place = `${escapeControls(relative(process.cwd(), file))}:${line}:${column}`;
  const frame = codeFrame(sources.text(file) ?? '', diagnostic, paint);
  return [
    `${paint('bold', place)} ${isWarning(code) ? paint('yellow', `warning ${code}:`) : paint('red', `error ${code}:`)} ${first}`,
    ...more.map((text) => `  ${text}`),
    ...(path === undefined ? [] : [`  layer ${escapeControls(path)}`]),
    ...(frame.length ? ['', ...frame] : []),
    ...(hint === undefined ? [] : ['', `  ${paint('cyan', '→')} ${escapeControls(hint)}`]),
    '',
  ].join('\n');
}
