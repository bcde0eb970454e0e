import { colours } from './draw.mjs';

/**
 * An option of ECharts: charts of lines, `columns` of them in a row. A chart is `{ title, x, series, yAxis }` as `lineChart` takes them,
 * and what its vertical axis is besides. Lines take the colours in their order, and those of one name stand in the legend once, which is
 * `legend` pixels high.
 */
export function panels(charts, { columns = 2, width = 860, height = 250, legend = 40, yAxis = {} } = {}) {
  const across = width / columns;
  const place = (index) => ({ left: (index % columns) * across, top: legend + Math.floor(index / columns) * height });
  return {
    width,
    height: legend + Math.ceil(charts.length / columns) * height,
    legend: { top: 10 },
    title: charts.map(({ title }, index) => ({
      text: title,
      left: place(index).left + 10,
      top: place(index).top,
      textStyle: { fontSize: 13 },
    })),
    grid: charts.map((_, index) => ({
      left: place(index).left + 60,
      top: place(index).top + 32,
      width: across - 80,
      height: height - 85,
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
