import type { Dataset, Place, Reader } from '@resnet-compile/data';
import { encodePng, fittedSize, resize, type Image } from '@resnet-compile/data/images';
import { checkOptions, text, type Kinds } from '@resnet-compile/options';
import { datasetOf } from './dataset-of.ts';
import type { Evaluation, SeenPicture } from './evaluation.ts';

/** Of the worst pictures, and of classes in the matrix: those that are mistaken most. */
const shownPictures = 24;
const shownClasses = 60;
/** Pixels of a picture's shorter side, in the page. */
const shownSize = 192;

/** What `evaluationPage` may be told. */
export interface EvaluationPageOptions {
  /** The page's title and heading; by default what pictures are called together. */
  readonly title?: string;
}

const kinds: Kinds<EvaluationPageOptions> = { title: text };

/**
 * A page as one file: how many were right, the confusion matrix, the worst pictures, and some that are right, which it holds. Light and
 * dark, without a script.
 *
 * @param of the pictures that were evaluated on, as `evaluate` was given them
 * @throws {DataError} for a picture that cannot be read.
 */
export async function evaluationPage(
  evaluation: Evaluation,
  of: Place | Dataset,
  options: EvaluationPageOptions = {},
): Promise<string> {
  checkOptions('evaluationPage', options, kinds);
  const { pictures, total, views, top1, top5, wrong, right } = evaluation;
  const dataset = await datasetOf(of, { size: shownSize });
  const { title = dataset.name } = options;
  const reader = await dataset.source.open(dataset.source.data);
  const figures = async (seen: readonly SeenPicture[]): Promise<string> =>
    `<div class="pictures">\n${(await Promise.all(seen.map((each) => figure(each, reader)))).join('\n')}\n</div>`;
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
${wrong.length ? await figures(wrong.slice(0, shownPictures)) : '<p>All are right.</p>'}
<h2>Some that are right</h2>
${right.length ? await figures(right) : '<p>None is right.</p>'}
</body>
</html>
`;
}

/** Rows are what pictures are, columns what they are taken for, in per cent of the row. */
function matrix(evaluation: Evaluation): string {
  const { labels, confusion, classes: present } = evaluation;
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

async function figure(
  { index, picture, label, score, takenFor, takenScore }: SeenPicture,
  reader: Reader,
): Promise<string> {
  const percent = (value: number): string => `${(100 * value).toFixed(1)}&nbsp;%`;
  const taken = takenFor === label ? '' : `<br>taken for <b>${escaped(takenFor)}</b> ${percent(takenScore)}`;
  return `<figure>${await shown(await reader.image(index))}<figcaption><b>${escaped(label)}</b> ${percent(score)}${taken}<br><small>${escaped(picture)}</small></figcaption></figure>`;
}

async function shown(image: Image): Promise<string> {
  const { height, width } = image;
  const small =
    Math.min(height, width) > shownSize ? resize(image, ...fittedSize(image, shownSize), 'bilinear') : image;
  const bytes = await encodePng(small);
  const file = Array.from({ length: Math.ceil(bytes.length / 2 ** 15) }, (_, n) =>
    String.fromCharCode(...bytes.subarray(n * 2 ** 15, (n + 1) * 2 ** 15)),
  );
  return `<img alt=""${height < 64 ? ' class="small"' : ''} src="data:image/png;base64,${btoa(file.join(''))}">`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
:root{--ground:#fff;--text:#1a1a1a;--faint:#666;--line:#ddd;--right:#1a7f37;--wrong:#c2410c}
@media(prefers-color-scheme:dark){:root{--ground:#14171a;--text:#e8e8e8;--faint:#9aa0a6;--line:#33383d;--right:#2ea043;--wrong:#e0652b}}
body{background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem}
h1{font-size:1.4rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin-top:2rem}
dl{display:flex;flex-wrap:wrap;gap:1rem 2.5rem;margin:0}dt{color:var(--faint);font-size:.85rem}dd{font-size:1.6rem;font-variant-numeric:tabular-nums;margin:0}
.matrix{overflow:auto}table{border-collapse:collapse;font-size:.8rem}caption{color:var(--faint);text-align:left;white-space:nowrap;caption-side:bottom;padding-top:.5rem}
th{font-weight:normal;text-align:right;white-space:nowrap;max-width:14rem;overflow:hidden;text-overflow:ellipsis;padding:0 .5rem}
tbody th{background:var(--ground);left:0;position:sticky}
thead th{vertical-align:bottom;padding:.25rem 0}thead span{display:inline-block;max-height:12rem;overflow:hidden;transform:rotate(180deg);writing-mode:vertical-rl}
td{height:1.8rem;min-width:1.8rem;text-align:center;font-variant-numeric:tabular-nums}tbody td{border:1px solid var(--line)}
td.right{background:color-mix(in srgb,var(--right) var(--share),transparent)}td.wrong{background:color-mix(in srgb,var(--wrong) var(--share),transparent)}td.strong{color:#fff}
.pictures{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr))}
figure{border:1px solid var(--line);border-radius:.5rem;margin:0;overflow:hidden}
img{aspect-ratio:1;display:block;object-fit:cover;width:100%}img.small{image-rendering:pixelated}
figcaption{font-size:.85rem;padding:.5rem .75rem}small{color:var(--faint);overflow-wrap:anywhere}`;
