import { escapeControls } from '@resnet-compile/options';
import type { SourceRange } from './sources.ts';
import type { Paint } from './paint.ts';

const context = 1;

/** The line of a range with its neighbours, the range underlined. */
export function codeFrame(text: string, { line, column, length = 1 }: SourceRange, paint: Paint): readonly string[] {
  const lines = text.split(/\r?\n/);
  if (!lines[line - 1]?.trim()) return [];
  const first = Math.max(1, line - context);
  const last = Math.min(lines.length, line + context);
  const margin = String(last).length;
  const frame: string[] = [];
  for (const [index, source] of lines.slice(first - 1, last).entries()) {
    const number = first + index;
    // The empty line after the final line break is none of the user's.
    if (number === lines.length && source === '') continue;
    const mark = number === line ? paint('red', '>') : ' ';
    frame.push(`${mark} ${paint('dim', `${String(number).padStart(margin)} |`)} ${shown(source)}`.trimEnd());
    if (number !== line) continue;
    const before = shown(source.slice(0, column - 1)).length;
    const width = Math.max(1, shown(source.slice(column - 1, column - 1 + length)).length);
    frame.push(`  ${' '.repeat(margin)} ${paint('dim', '|')} ${' '.repeat(before)}${paint('red', '^'.repeat(width))}`);
  }
  return frame;
}

const shown = (source: string): string => escapeControls(source.replaceAll('\t', '  '));
