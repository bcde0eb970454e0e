import * as echarts from 'echarts';

/** Each colour of the theme, in light and in dark: GitHub's (primer/primitives). */
const paper = ['#ffffff', '#0d1117'];
const ink = ['#1f2328', '#f0f6fc'];
const faint = ['#59636e', '#9198a1'];
const grid = ['#d1d9e0', '#3d444d'];
const series = [
  ['#0969da', '#4493f8'],
  ['#cf222e', '#ff7b72'],
  ['#1a7f37', '#3fb950'],
  ['#8250df', '#ab7df8'],
  ['#bc4c00', '#f0883e'],
  ['#0c7b8b', '#39c5cf'],
];
const pairs = [paper, ink, faint, grid, ...series];

const coloursOf = (scheme) => ({
  paper: paper[scheme],
  ink: ink[scheme],
  faint: faint[scheme],
  grid: grid[scheme],
  series: series.map((pair) => pair[scheme]),
});
/** Colours for pictures; what has one of them is drawn in its counterpart where it is dark. */
export const colours = coloursOf(0);
/** Those counterparts. */
export const inDark = coloursOf(1);

const axis = {
  axisLine: { lineStyle: { color: colours.grid } },
  axisTick: { lineStyle: { color: colours.grid } },
  axisLabel: { color: colours.faint },
  nameTextStyle: { color: colours.faint },
  splitLine: { lineStyle: { color: colours.grid } },
};
const theme = {
  color: colours.series,
  backgroundColor: colours.paper,
  textStyle: { color: colours.ink, fontFamily: 'system-ui, sans-serif' },
  title: { left: 10, top: 8, textStyle: { color: colours.ink, fontSize: 14, fontWeight: 600 } },
  legend: { left: 10, top: 34, icon: 'roundRect', itemHeight: 4, itemGap: 24, textStyle: { color: colours.ink } },
  valueAxis: axis,
  logAxis: axis,
  categoryAxis: { ...axis, splitLine: { show: false } },
};

/**
 * Draws an option of ECharts as SVG text that follows its reader's colour scheme; the same text for the same option.
 * `width` and `height` are in pixels.
 */
export function draw({ width = 720, height = 360, ...option }) {
  const chart = echarts.init(null, theme, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  const dark = pairs.map(([light, dark]) => `[fill="${light}"]{fill:${dark}}[stroke="${light}"]{stroke:${dark}}`);
  return svg
    .replace(/<style[^]*?<\/style>/, '')
    .replace(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    .replace(/zr\d+-/g, '')
    .replace('>', `>\n<style>@media (prefers-color-scheme:dark){${dark.join('')}}</style>`)
    .concat('\n');
}
