const [width, height] = [320, 120];

/** One line over x from 0 to `until`, and y from 0 to `most`, or to the largest that there is. */
export function Curve(props: {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly until: number;
  readonly most?: number;
  readonly shown: (value: number) => string;
}) {
  const { name, points, until, shown } = props;
  const most = props.most ?? points.reduce((largest, [, y]) => Math.max(largest, y), 1e-6);
  const path = points
    .map(([x, y]) => `${((width * x) / until).toFixed(1)},${(height * (1 - Math.min(1, y / most))).toFixed(1)}`)
    .join(' ');
  const last = points.at(-1);
  const now = last ? shown(last[1]) : '–';
  return (
    <figure class="curve">
      <figcaption>
        {name} <strong>{now}</strong>
      </figcaption>
      <svg viewBox={`0 -2 ${width} ${height + 4}`} preserveAspectRatio="none" role="img" aria-label={`${name}: ${now}`}>
        <path d={`M0 ${height}H${width}M0 ${height / 2}H${width}M0 0H${width}`} class="grid" />
        {points.length > 1 && <polyline points={path} />}
      </svg>
    </figure>
  );
}
