/**
 * An option of ECharts: curves over one axis, `series` a list of `{ name, data: [[x, y], …] }` and whatever else ECharts takes of a line.
 */
export const lineChart = ({ title, x, series }) => ({
  title: { text: title },
  legend: {},
  grid: { left: 50, right: 30, top: 70, bottom: 45 },
  xAxis: { type: 'value', name: x, nameLocation: 'middle', nameGap: 28, max: 'dataMax', splitLine: { show: false } },
  yAxis: { type: 'value', scale: true },
  series: series.map((line) => ({ type: 'line', showSymbol: false, ...line })),
});
