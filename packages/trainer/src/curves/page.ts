import type { Chart } from './charts.ts';

export interface PageOptions {
  readonly title: string;
  /** A sentence below the title. */
  readonly summary: string;
  readonly charts: readonly Chart[];
  /** Seconds after which the page loads itself again; not, without. */
  readonly refresh?: number | undefined;
  /** The text of uPlot's script and style sheet. */
  readonly script: string;
  readonly style: string;
}

/** A page with charts that needs nothing else: no network, no other file. */
export function chartPage({ title, summary, charts, refresh, script, style }: PageOptions): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width">${refresh === undefined ? '' : `<meta http-equiv="refresh" content="${refresh}">`}
<style>${style}
:root { color-scheme: light dark; --ink: light-dark(#1c1c1c, #e4e4e4); --grid: light-dark(#e2e2e2, #3a3a3a) }
body { font: 15px/1.4 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #161616); margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
h1 { font-size: 1.4rem; margin: 0 } label { cursor: pointer } h2 { font-size: 1rem; margin: 2rem 0 0 } .u-legend { font-size: 13px }
</style></head><body>
<h1>${escaped(title)}</h1><p>${escaped(summary)}</p><label><input type="checkbox"> Logarithmic</label><main></main>
<script>${posixLocale}</script>
<script>${script}</script>
<script>
const charts = ${JSON.stringify(charts).replaceAll('<', '\\u003c')};
(${draw.toString()})(charts);
</script></body></html>
`;
}

/** Under the POSIX locale Chromium's language is en-US@posix, which Intl refuses, and uPlot with it. */
const posixLocale = `if (/@/.test(navigator.language)) Object.defineProperty(navigator, 'language', { value: 'en-US' });`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** In the page: draws all charts with uPlot, again whenever colours, width or the scale change. `#log` keeps the scale where the page loads itself again. */
function draw(charts: readonly Chart[]): void {
  const main = document.querySelector('main') ?? document.body;
  const { uPlot } = globalThis as unknown as { uPlot: new (options: object, data: unknown, target: Element) => object };
  const logarithmic = document.querySelector('input') ?? document.createElement('input');
  logarithmic.checked = location.hash === '#log';
  const colors = ['#2f7ed8', '#e0752d', '#2a9d5c', '#c9434e', '#8a63d2', '#a8851a'];
  const redraw = (): void => {
    const style = getComputedStyle(document.body);
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    const [ink, grid] = [style.color, dark ? '#3a3a3a' : '#e2e2e2'];
    const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
    main.textContent = '';
    for (const { title, x, series } of charts) {
      const steps = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b);
      const columns = series.map(({ points }) => {
        // 0 and what is below have no place on a logarithmic scale.
        const values = new Map(points.filter(([, y]) => y > 0 || !logarithmic.checked));
        return steps.map((at) => values.get(at) ?? null);
      });
      const heading = document.createElement('h2');
      heading.textContent = title;
      main.append(heading);
      // It puts itself into the page.
      void new uPlot(
        {
          width: main.clientWidth,
          height: 300,
          scales: { x: { time: false }, y: { distr: logarithmic.checked ? 3 : 1 } },
          axes: [axis, { ...axis, size: 70 }],
          series: [
            { label: x },
            ...series.map(({ name, points }, index) => ({
              label: name,
              stroke: colors[index % colors.length],
              width: 2,
              spanGaps: true,
              points: { show: points.length < 30 },
            })),
          ],
        },
        [steps, ...columns],
        main,
      );
    }
  };
  redraw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  addEventListener('resize', redraw);
  logarithmic.addEventListener('change', () => {
    history.replaceState(null, '', logarithmic.checked ? '#log' : location.pathname);
    redraw();
  });
}
