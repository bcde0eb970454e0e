import { useState } from 'preact/hooks';
import { Curve } from '../curve.tsx';
import { centredDigit } from './centred-digit.ts';
import { DigitBars } from './digit-bars.tsx';
import { Pad } from './pad.tsx';
import { useDigits } from './use-digits.ts';

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

/** A digit that is drawn, and a network that learns to read it meanwhile. */
export function Draw({ shown }: { readonly shown: boolean }) {
  const digits = useDigits(shown);
  const [isDrawn, setIsDrawn] = useState(false);
  return (
    <section class="panel" aria-labelledby="draw-title">
      <div class="intro">
        <h1 id="draw-title">Draw a digit while it learns to read</h1>
        <p>
          A residual network of 78,394 parameters learns from 12,000 handwritten digits of MNIST, here, as you watch.
        </p>
      </div>
      <Pad
        onDrawn={(drawing) => {
          const pixels = centredDigit(drawing);
          setIsDrawn(pixels !== undefined);
          digits.read(pixels);
        }}
        onCleared={() => {
          setIsDrawn(false);
          digits.read(undefined);
        }}
      />
      <div class="result">
        <DigitBars scores={isDrawn ? digits.scores : undefined} />
        <div class="actions">
          <button
            type="button"
            class="primary"
            disabled={digits.state === 'done'}
            onClick={() => (digits.state === 'training' ? digits.pause() : digits.train())}
          >
            {{ idle: 'Train', training: 'Pause', paused: 'Go on', done: 'Trained' }[digits.state]}
          </button>
          <small>
            {digits.state === 'training' && digits.imagesPerSecond > 0
              ? `${Math.round(digits.imagesPerSecond).toLocaleString('en')} digits a second, ${digits.computes ?? ''}`
              : digits.state === 'idle'
                ? 'It has learned nothing yet.'
                : ''}
          </small>
        </div>
        {digits.error && (
          <p class="error" role="alert">
            {digits.error}
          </p>
        )}
        <div class="curves">
          <Curve
            line={{ name: 'Loss', points: digits.losses }}
            until={digits.until}
            most={2.5}
            shown={(loss) => loss.toFixed(3)}
          />
          <Curve
            line={{ name: 'Right, of 2,000 others', points: digits.right }}
            until={digits.until}
            most={1}
            shown={percent}
          />
        </div>
      </div>
    </section>
  );
}
