import { readFile } from 'node:fs/promises';
import type { Evaluation, Mistaken } from '@resnet-compile/vision/evaluate';
import { classesOf } from './evaluation-text.ts';

/** Of the worst pictures, and of classes in the matrix: those that are mistaken most. */
const shownPictures = 24;
const shownClasses = 60;
/** A picture of more bytes would make the page heavy. */
const largest = 2 ** 20;

const types: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  bmp: 'image/bmp',
};

/** One file: how many were right, the confusion matrix, and the worst pictures, which it holds. Light and dark, without a script. */
export async function evaluationPage(evaluation: Evaluation, title: string): Promise<string> {
  const { pictures, total, views, top1, top5, wrong } = evaluation;
  const worst = await Promise.all(wrong.slice(0, shownPictures).map(figure));
  const share = (count: number): string => `${((100 * count) / pictures).toFixed(2)} %`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<dl>
<div><dt>Top-1</dt><dd>${share(top1)}</dd></div>
<div><dt>Top-5</dt><dd>${share(top5)}</dd></div>
<div><dt>Pictures</dt><dd>${pictures.toLocaleString('en')}${pictures < total ? ` of ${total.toLocaleString('en')}` : ''}</dd></div>
<div><dt>Views of each</dt><dd>${views}</dd></div>
</dl>
<h2>What is taken for what</h2>
${matrix(evaluation)}
<h2>The worst pictures</h2>
${worst.length ? `<div class="pictures">\n${worst.join('\n')}\n</div>` : '<p>All are right.</p>'}
</body>
</html>
`;
}

/** Rows are what pictures are, columns what they are taken for, in per cent of the row. */
function matrix(evaluation: Evaluation): string {
  const { labels, confusion } = evaluation;
  const present = classesOf(evaluation);
  const names = new Set(present.slice(0, shownClasses).map(({ label }) => label));
  const shown = [...labels.keys()].filter((index) => names.has(labels[index] ?? ''));
  const rows = shown.map((own) => {
    const row = confusion.subarray(own * labels.length, (own + 1) * labels.length);
    const sum = row.reduce((total, each) => total + each, 0);
    const cells = shown.map((taken) => {
      const count = row[taken] ?? 0;
      const percent = sum ? Math.round((100 * count) / sum) : 0;
      const title = `${count} of ${sum} ${labels[own]} taken for ${labels[taken]}`;
      return `<td class="${taken === own ? 'right' : 'wrong'}${percent > 55 ? ' strong' : ''}" style="--share:${percent}%" title="${escaped(title)}">${count || ''}</td>`;
    });
    return `<tr><th scope="row">${escaped(labels[own] ?? '')}</th>${cells.join('')}</tr>`;
  });
  const head = shown.map((taken) => `<th scope="col"><span>${escaped(labels[taken] ?? '')}</span></th>`).join('');
  const left =
    present.length > shown.length
      ? `<p>The ${shown.length} classes of ${present.length} that are known worst.</p>`
      : '';
  return `${left}<div class="matrix" tabindex="0" role="region" aria-label="Confusion matrix"><table>
<caption>Rows are what pictures are, columns what they are taken for.</caption>
<thead><tr><td></td>${head}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></div>`;
}

async function figure({ picture, label, score, takenFor, takenScore }: Mistaken): Promise<string> {
  const percent = (value: number): string => `${(100 * value).toFixed(1)}&nbsp;%`;
  return `<figure>${await image(picture)}<figcaption><b>${escaped(label)}</b> ${percent(score)}<br>taken for <b>${escaped(takenFor)}</b> ${percent(takenScore)}<br><small>${escaped(picture)}</small></figcaption></figure>`;
}

/** The file itself, where a browser shows it and it is not too large. */
async function image(picture: string): Promise<string> {
  const type = types[(picture.split('.').at(-1) ?? '').toLowerCase()];
  const bytes = type === undefined ? undefined : await readFile(picture).catch(() => undefined);
  if (!bytes || bytes.length > largest) return '<div class="none">not shown</div>';
  return `<img alt="" src="data:${type};base64,${bytes.toString('base64')}">`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
:root{--ground:#fff;--text:#1a1a1a;--faint:#666;--line:#ddd;--right:#1a7f37;--wrong:#c2410c}
@media(prefers-color-scheme:dark){:root{--ground:#14171a;--text:#e8e8e8;--faint:#9aa0a6;--line:#33383d;--right:#2ea043;--wrong:#e0652b}}
body{background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem}
h1{font-size:1.4rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin-top:2rem}
dl{display:flex;flex-wrap:wrap;gap:1rem 2.5rem;margin:0}dt{color:var(--faint);font-size:.85rem}dd{font-size:1.6rem;font-variant-numeric:tabular-nums;margin:0}
.matrix{overflow:auto}table{border-collapse:collapse;font-size:.8rem}caption{color:var(--faint);text-align:left;caption-side:bottom;padding-top:.5rem}
th{font-weight:normal;text-align:right;white-space:nowrap;max-width:14rem;overflow:hidden;text-overflow:ellipsis;padding:0 .5rem}
tbody th{background:var(--ground);left:0;position:sticky}
thead th{vertical-align:bottom;padding:.25rem 0}thead span{display:inline-block;max-height:12rem;overflow:hidden;transform:rotate(180deg);writing-mode:vertical-rl}
td{height:1.8rem;min-width:1.8rem;text-align:center;font-variant-numeric:tabular-nums}tbody td{border:1px solid var(--line)}
td.right{background:color-mix(in srgb,var(--right) var(--share),transparent)}td.wrong{background:color-mix(in srgb,var(--wrong) var(--share),transparent)}td.strong{color:#fff}
.pictures{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr))}
figure{border:1px solid var(--line);border-radius:.5rem;margin:0;overflow:hidden}
img,.none{aspect-ratio:1;display:block;object-fit:cover;width:100%}.none{align-content:center;color:var(--faint);text-align:center}
figcaption{font-size:.85rem;padding:.5rem .75rem}small{color:var(--faint);overflow-wrap:anywhere}`;
