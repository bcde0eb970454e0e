import { escapeControls } from '@resnet-compile/options';

/** What was found in one picture. */
export interface Result {
  readonly picture: string;
  readonly labels: readonly { readonly label: string; readonly score: number }[];
}

const width = 24;
/** Eighths of a character. */
const parts = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of so many characters for 1. */
function bar(score: number): string {
  const eighths = Math.round(score * width * 8);
  return ('█'.repeat(eighths >> 3) + (parts[eighths & 7] ?? '')).padEnd(width);
}

/** Each picture's labels, a line each, with bars and per cent. */
export function bars(results: readonly Result[]): string {
  const shown = results.map(({ picture, labels }) => ({
    picture: escapeControls(picture),
    labels: labels.map(({ label, score }) => ({ label: escapeControls(label), score })),
  }));
  const longest = Math.min(
    48,
    shown.flatMap(({ labels }) => labels).reduce((most, { label }) => Math.max(most, label.length), 0),
  );
  return shown
    .map(({ picture, labels }) =>
      [
        picture,
        ...labels.map(
          ({ label, score }) =>
            `  ${bar(score)} ${(100 * score).toFixed(1).padStart(5)} %  ${label.length > longest ? `${label.slice(0, longest - 1)}…` : label}`,
        ),
        '',
      ].join('\n'),
    )
    .join('\n');
}
