import { useEffect, useRef } from 'preact/hooks';
import { PictureFiles } from '../pictures/picture-files.tsx';
import type { TaughtClass } from './example.ts';

/** A class: its name, its examples, and where they come from. */
export function ClassCard(props: {
  readonly of: TaughtClass;
  readonly canRecord: boolean;
  readonly onName: (name: string) => void;
  readonly onPictures: (files: readonly File[]) => void;
  /** A picture of what the camera sees now. */
  readonly onFrame: () => Promise<void>;
  readonly onForget: (example: number) => void;
  /** Not there while as few classes are left as there may be. */
  readonly onRemove: (() => void) | undefined;
}) {
  const { of, canRecord, onName, onPictures, onFrame, onForget, onRemove } = props;
  const frame = useRef(onFrame);
  frame.current = onFrame;
  const recording = useRef(0);
  const begin = (): void => {
    if (recording.current || !canRecord) return;
    void frame.current();
    recording.current = window.setInterval(() => void frame.current(), 150);
  };
  const end = (): void => {
    clearInterval(recording.current);
    recording.current = 0;
  };
  useEffect(() => end, []);
  const isKey = ({ key }: KeyboardEvent): boolean => key === ' ' || key === 'Enter';
  return (
    <li class="card">
      <div class="card-title">
        <input
          aria-label="Name of the class"
          value={of.name}
          onInput={({ currentTarget }) => onName(currentTarget.value)}
        />
        <span class="count">{of.examples.length}</span>
        {onRemove && (
          <button type="button" class="plain" aria-label={`Remove ${of.name}`} onClick={onRemove}>
            ×
          </button>
        )}
      </div>
      {of.examples.length > 0 && (
        <ul class="thumbnails" aria-label={`Examples of ${of.name}`}>
          {of.examples.slice(-12).map(({ id, thumbnail }, place) => (
            <li key={id}>
              <button
                type="button"
                aria-label={`Take out example ${place + 1} of ${of.name}`}
                onClick={() => onForget(id)}
              >
                <img src={thumbnail} alt="" width="48" height="48" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="actions">
        <button
          type="button"
          disabled={!canRecord}
          aria-label={`Hold to record ${of.name}`}
          onPointerDown={begin}
          onPointerUp={end}
          onPointerLeave={end}
          onPointerCancel={end}
          onKeyDown={(event) => isKey(event) && !event.repeat && begin()}
          onKeyUp={(event) => isKey(event) && end()}
          onBlur={end}
        >
          Hold to record
        </button>
        <PictureFiles multiple onPictures={onPictures} label={`Add pictures of ${of.name}`}>
          Add pictures
        </PictureFiles>
      </div>
    </li>
  );
}
