import { useState } from 'preact/hooks';
import { Curves } from '../course/curves.tsx';
import { centredDigit } from './centred-digit.ts';
import { DigitBars } from './digit-bars.tsx';
import { Pad } from './pad.tsx';
import { useDigits } from './use-digits.ts';

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
      >
        <button
          type="button"
          class="primary"
          disabled={digits.state === 'done'}
          onClick={() => (digits.state === 'training' ? digits.pause() : digits.train())}
        >
          {{ idle: 'Train', training: 'Pause', paused: 'Go on', done: 'Trained' }[digits.state]}
        </button>
      </Pad>
      <div class="result">
        <DigitBars scores={isDrawn ? digits.scores : undefined} />
        <p class="facts">
          {digits.state === 'training' && digits.course.imagesPerSecond > 0
            ? `${Math.round(digits.course.imagesPerSecond).toLocaleString('en')} digits a second, ${digits.computes ?? ''}`
            : digits.state === 'idle'
              ? 'It has learned nothing yet.'
              : ''}
        </p>
        {digits.error && (
          <p class="error" role="alert">
            {digits.error}
          </p>
        )}
        <Curves course={digits.course} right="Right, of 2,000 others" />
      </div>
    </section>
  );
}
