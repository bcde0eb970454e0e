import * as echarts from 'echarts';

const [cell, margin] = [
  { width: 450, height: 300 },
  { left: 55, top: 60, bottom: 40 },
];
const colours = ['#1f6feb', '#d1242f', '#8250df'];

/**
 * Curves of several runs, in panels side by side, as SVG.
 * @param {readonly string[]} runs their names
 * @param {readonly { title: string, x: string, curves: readonly (readonly (readonly [number, number])[])[] }[]} panels with a curve for each run
 */
export function drawCurves(runs, panels) {
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: panels.length * cell.width,
    height: cell.height,
  });
  const each = (make) => panels.map((panel, index) => make(panel, index, index * cell.width));
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    color: colours,
    legend: { data: runs, top: 5 },
    title: each(({ title }, _, left) => ({
      text: title,
      left: left + margin.left - 5,
      top: 30,
      textStyle: { fontSize: 13, fontWeight: 'normal' },
    })),
    grid: each((_, __, left) => ({
      left: left + margin.left,
      top: margin.top,
      width: cell.width - margin.left - 25,
      height: cell.height - margin.top - margin.bottom,
    })),
    xAxis: each(({ x }, gridIndex) => ({
      gridIndex,
      type: 'value',
      name: x,
      nameLocation: 'middle',
      nameGap: 24,
      splitLine: { show: false },
    })),
    yAxis: each((_, gridIndex) => ({ gridIndex, type: 'value', scale: true, splitNumber: 4 })),
    series: panels.flatMap(({ curves }, index) =>
      curves.map((data, run) => ({
        name: runs[run],
        type: 'line',
        data,
        xAxisIndex: index,
        yAxisIndex: index,
        itemStyle: { color: colours[run] },
        lineStyle: { width: 1.5 },
        showSymbol: data.length < 20,
      })),
    ),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
