import * as echarts from 'echarts';

const [columns, cell, margin] = [3, { width: 300, height: 210 }, { left: 55, top: 60, bottom: 35 }];

/**
 * Points and their fitted lines, a panel each, as SVG.
 * @param {readonly { title: string, x: string, points: readonly (readonly [number, number])[], line: { slope: number, intercept: number } }[]} panels
 */
export function drawScaling(panels) {
  const rows = Math.ceil(panels.length / columns);
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: columns * cell.width,
    height: rows * cell.height,
  });
  const each = (make) =>
    panels.map((panel, index) =>
      make(panel, index, { left: (index % columns) * cell.width, top: Math.floor(index / columns) * cell.height }),
    );
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: each(({ title }, _, { left, top }) => ({
      text: title,
      left: left + margin.left - 5,
      top: top + 20,
      textStyle: { fontSize: 13, fontWeight: 'normal' },
    })),
    grid: each((_, __, { left, top }) => ({
      left: left + margin.left,
      top: top + margin.top,
      width: cell.width - margin.left - 25,
      height: cell.height - margin.top - margin.bottom,
    })),
    xAxis: each(({ x }, gridIndex) => ({
      gridIndex,
      type: 'value',
      min: 0,
      splitNumber: 4,
      name: x,
      nameLocation: 'middle',
      nameGap: 22,
      splitLine: { show: false },
    })),
    yAxis: each((_, gridIndex) => ({ gridIndex, type: 'value', min: 0, splitNumber: 4 })),
    series: panels.flatMap(({ points, line: { slope, intercept } }, index) => {
      const axes = { xAxisIndex: index, yAxisIndex: index };
      const ends = [Math.max(0, slope > 0 ? -intercept / slope : 0), Math.max(...points.map(([x]) => x))];
      return [
        {
          ...axes,
          type: 'line',
          data: ends.map((x) => [x, intercept + slope * x]),
          symbol: 'none',
          lineStyle: { color: '#b0b8c4', width: 1.5 },
        },
        { ...axes, type: 'scatter', data: points, symbolSize: 7, itemStyle: { color: '#1f6feb' } },
      ];
    }),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}
