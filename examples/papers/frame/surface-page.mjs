import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { colours, inDark } from './draw.mjs';
import { viridis } from './contour-maps.mjs';

/**
 * A page by itself, with surfaces beside one another that one turns by dragging, in the reader's colour scheme.
 * @param page `{ title, surfaces, min, max }`: a surface is `{ title, points }`, points `[x, y, value]` of a grid, row by row
 * @returns HTML, 1.8 MB of it ECharts
 */
export function surfacePage({ title, surfaces, min, max }) {
  const of = JSON.stringify({ surfaces, min, max, viridis, light: shades(colours), dark: shades(inDark) });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
  body { margin: 0; font: 14px system-ui, sans-serif; background: ${colours.paper}; color: ${colours.ink}; }
  @media (prefers-color-scheme: dark) { body { background: ${inDark.paper}; color: ${inDark.ink}; } }
  h1 { margin: 12px; font-size: 18px; }
  main { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr)); }
  figure { margin: 0; min-width: 0; }
  figcaption { margin: 0 12px; }
  figure div { height: min(75vh, 100vw); min-height: 320px; }
</style>
<h1>${title}</h1>
<main></main>
<script type="application/json">${of.replaceAll('<', '\\u003c')}</script>
${libraries.map((text) => `<script>${text}</script>`).join('\n')}
<script type="module">${program}</script>
</html>
`;
}

const shades = ({ ink, grid, paper }) => ({ ink, grid, paper });

// As they are published: what `echarts-gl` imports of ECharts, bundlers do not find in ECharts 6.
const { resolve } = createRequire(import.meta.url);
const libraries = ['echarts/dist/echarts.min.js', 'echarts-gl/dist/echarts-gl.min.js'].map((file) =>
  readFileSync(resolve(file), 'utf8'),
);

/** What the page runs. */
const program = `
const { surfaces, min, max, viridis, light, dark } = JSON.parse(document.querySelector('script').textContent);
const isDark = matchMedia('(prefers-color-scheme: dark)');
const option = (points) => {
  const { ink, grid, paper } = isDark.matches ? dark : light;
  const line = { lineStyle: { color: grid } };
  const axis = { type: 'value', name: '', axisLine: line, splitLine: line, axisLabel: { color: ink } };
  return {
    backgroundColor: paper,
    visualMap: { show: false, dimension: 2, min, max, inRange: { color: viridis } },
    xAxis3D: axis,
    yAxis3D: axis,
    zAxis3D: { ...axis, min, max },
    grid3D: {
      boxHeight: 70,
      viewControl: { distance: 230, alpha: 25, beta: 30 },
      light: { main: { intensity: 1 }, ambient: { intensity: 0.5 } },
      axisPointer: { show: false },
    },
    series: [{ type: 'surface', wireframe: { lineStyle: { color: '#00000040' } }, shading: 'lambert', data: points }],
  };
};
const places = surfaces.map(({ title }) => {
  const figure = document.createElement('figure');
  const [caption, place] = ['figcaption', 'div'].map((name) => figure.appendChild(document.createElement(name)));
  caption.textContent = title;
  document.querySelector('main').append(figure);
  return place;
});
// All figures have their places by now, and charts take their sizes from these.
for (const [index, place] of places.entries()) {
  const chart = echarts.init(place);
  const draw = () => chart.setOption(option(surfaces[index].points));
  draw();
  isDark.addEventListener('change', draw);
  addEventListener('resize', () => chart.resize());
}
`;
