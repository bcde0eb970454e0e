import { contours } from 'd3-contour';
import { colours } from './draw.mjs';

/** Viridis of matplotlib (CC0), at eight of its 256 colours. */
export const viridis = ['#440154', '#46327e', '#365c8d', '#277f8e', '#1fa187', '#4ac16d', '#a0da39', '#fde725'];

/**
 * An option of ECharts: maps of values at the points of a square grid beside one another, as bands between contour lines.
 * @param maps `{ title, values }`, values row by row @param axis coordinates of the points in either direction
 * @param range `{ min, max }` of the values @param levels how many bands there are
 */
export function contourMaps(maps, axis, { min, max }, levels = 16) {
  const thresholds = Array.from({ length: levels }, (_, level) => min + (level * (max - min)) / levels);
  const side = axis.length;
  // A value stands in the middle of its cell, half a cell from the corner from which d3 counts.
  const coordinate = (at) => axis[0] + ((at - 0.5) * (axis.at(-1) - axis[0])) / Math.max(side - 1, 1);
  const bands = ({ values }) =>
    contours()
      .size([side, side])
      .thresholds(thresholds)(values.flat())
      .map(({ value, coordinates }) => ({
        value,
        rings: coordinates.flat().map((ring) => ring.map((point) => point.map(coordinate))),
      }));
  const sides = maps.map((_, gridIndex) => ({
    gridIndex,
    type: 'value',
    min: axis[0],
    max: axis.at(-1),
    splitLine: { show: false },
  }));
  return {
    width: 860,
    height: 460,
    title: maps.map(({ title }, index) => ({ text: title, left: 10 + 430 * index })),
    grid: maps.map((_, index) => ({ left: 50 + 430 * index, width: 350, top: 40, height: 350 })),
    xAxis: sides,
    yAxis: sides,
    visualMap: {
      min,
      max,
      dimension: 0,
      calculable: false,
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 300,
      text: [`${max}`, `${min}`],
      textStyle: { color: colours.faint },
      inRange: { color: viridis },
    },
    series: maps.map((map, index) => {
      const drawn = bands(map);
      return {
        type: 'custom',
        clip: true,
        xAxisIndex: index,
        yAxisIndex: index,
        encode: { x: [], y: [], value: 0 },
        data: drawn.map(({ value }) => [value]),
        renderItem: ({ dataIndex }, api) => ({
          type: 'path',
          shape: { pathData: pathOf(drawn[dataIndex].rings, (point) => api.coord(point)) },
          style: { fill: api.visual('color'), stroke: '#00000055', lineWidth: 0.7 },
        }),
      };
    }),
  };
}

const pathOf = (rings, place) =>
  rings
    .map(
      (ring) =>
        `M${ring
          .map((point) =>
            place(point)
              .map((value) => value.toFixed(1))
              .join(' '),
          )
          .join('L')}Z`,
    )
    .join('');
