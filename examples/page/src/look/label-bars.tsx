import type { Classification } from '@resnet-compile/vision';

/** Labels with bars, the likeliest first. */
export function LabelBars({ labels }: { readonly labels: readonly Classification[] }) {
  return (
    <ol class="bars">
      {labels.map(({ label, score }, place) => (
        <li key={place}>
          <span class="label">{label.split(', ')[0]}</span>
          <span class="score">{(100 * score).toFixed(score < 0.0995 ? 1 : 0)} %</span>
          <span class="bar" aria-hidden="true">
            <span style={{ inlineSize: `${100 * score}%` }} />
          </span>
        </li>
      ))}
    </ol>
  );
}
