import { colours } from './draw.mjs';

/**
 * An option of ECharts: charts of lines, `columns` of them in a row. A chart is `{ title, x, series, yAxis }` as `lineChart` takes them,
 * and what its vertical axis is besides. Lines take the colours in their order; those with a name stand in the chart's legend.
 */
export function panels(charts, { columns = 2, width = 860, height = 270, yAxis = {} } = {}) {
  const across = width / columns;
  const [left, top] = [(index) => (index % columns) * across, (index) => Math.floor(index / columns) * height];
  const isNamed = charts.some(({ series }) => series.some(({ name }) => name));
  const head = isNamed ? 64 : 42;
  return {
    width,
    height: Math.ceil(charts.length / columns) * height,
    title: charts.map(({ title }, index) => ({
      text: title,
      left: left(index) + 10,
      top: top(index) + 8,
      textStyle: { fontSize: 13 },
    })),
    legend: charts.map(({ series }, index) => ({
      data: series.flatMap(({ name }) => name ?? []),
      left: left(index) + 8,
      top: top(index) + 26,
      itemWidth: 14,
      itemGap: 12,
    })),
    grid: charts.map((_, index) => ({
      left: left(index) + 60,
      top: top(index) + head,
      width: across - 80,
      height: height - head - 50,
    })),
    xAxis: charts.map(({ x }, gridIndex) => ({
      gridIndex,
      type: 'value',
      name: x,
      nameLocation: 'middle',
      nameGap: 24,
      max: 'dataMax',
      splitLine: { show: false },
    })),
    yAxis: charts.map((chart, gridIndex) => ({ gridIndex, type: 'value', scale: true, ...yAxis, ...chart.yAxis })),
    series: charts.flatMap(({ series }, index) =>
      series.map((line, number) => ({
        type: 'line',
        showSymbol: false,
        color: colours.series[number],
        xAxisIndex: index,
        yAxisIndex: index,
        ...line,
      })),
    ),
  };
}

/** A vertical axis by powers of ten. */
export const logarithmic = { type: 'log', axisLabel: { formatter: (value) => value.toExponential(0) } };
