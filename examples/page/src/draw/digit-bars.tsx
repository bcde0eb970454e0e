const names = [...'0123456789'];

/** How likely each digit is; the likeliest stands out. Without scores, the digits alone. */
export function DigitBars({ scores }: { readonly scores: Float32Array | undefined }) {
  const best = scores ? scores.indexOf(Math.max(...scores)) : -1;
  return (
    <>
      <p class="reading" aria-live="polite">
        {best < 0 ? '' : `Reads ${best}`}
      </p>
      <ol class="digits" start={0}>
        {names.map((name, digit) => {
          const score = scores?.[digit] ?? 0;
          return (
            <li key={name} class={digit === best ? 'best' : ''}>
              <span class="column-bar" aria-hidden="true">
                <span style={{ blockSize: `${100 * score}%` }} />
              </span>
              <span aria-label={scores ? `${name}: ${(100 * score).toFixed(0)} %` : name}>{name}</span>
            </li>
          );
        })}
      </ol>
    </>
  );
}
