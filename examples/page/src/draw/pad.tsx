import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const size = 280;
const pen = 24;
type Point = readonly [x: number, y: number];
const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Draws with a pointer, or with the keyboard: arrows move the pen, space puts it down and lifts it. */
export function Pad({
  onDrawn,
  onCleared,
  children,
}: {
  /** At most once a frame. */
  readonly onDrawn: (drawing: CanvasRenderingContext2D) => void;
  readonly onCleared: () => void;
  /** Stand before the button that clears. */
  readonly children: ComponentChildren;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<Point | undefined>(undefined);
  const [cursor, setCursor] = useState<Point>([size / 2, size / 2]);
  const [isDown, setIsDown] = useState(false);
  const [showsPen, setShowsPen] = useState(false);

  // In memory that is read, not on a GPU.
  const drawing = (): CanvasRenderingContext2D | null =>
    canvas.current?.getContext('2d', { willReadFrequently: true }) ?? null;
  const waits = useRef(false);
  function line(from: Point, to: Point): void {
    const context = drawing();
    if (!context) return;
    Object.assign(context, {
      lineWidth: pen,
      lineCap: 'round',
      lineJoin: 'round',
      strokeStyle: getComputedStyle(context.canvas).color,
    });
    context.beginPath();
    context.moveTo(...from);
    context.lineTo(...to);
    context.stroke();
    if (waits.current) return;
    waits.current = true;
    requestAnimationFrame(() => {
      waits.current = false;
      onDrawn(context);
    });
  }
  function clear(): void {
    drawing()?.clearRect(0, 0, size, size);
    onCleared();
  }
  const pointOf = ({ offsetX, offsetY }: PointerEvent): Point => {
    const scale = size / (canvas.current?.clientWidth || size);
    return [offsetX * scale, offsetY * scale];
  };
  // Ink has the colour of the text: a change of scheme begins a new drawing.
  useEffect(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', clear);
    return () => scheme.removeEventListener('change', clear);
  }, []);

  function onKeyDown(event: KeyboardEvent): void {
    const arrow = arrows[event.key];
    const isPen = event.key === ' ';
    const isClear = event.key === 'Backspace' || event.key === 'Delete';
    if (!arrow && !isPen && !isClear) return;
    event.preventDefault();
    setShowsPen(true);
    if (isClear) clear();
    if (isPen) {
      setIsDown(!isDown);
      if (!isDown) line(cursor, cursor);
    }
    if (!arrow) return;
    const to: Point = [
      Math.min(size - 1, Math.max(0, cursor[0] + 10 * arrow[0])),
      Math.min(size - 1, Math.max(0, cursor[1] + 10 * arrow[1])),
    ];
    if (isDown) line(cursor, to);
    setCursor(to);
  }

  return (
    <div class="pad-column">
      <div class="frame pad">
        <canvas
          ref={canvas}
          width={size}
          height={size}
          tabIndex={0}
          role="application"
          aria-label="A pad to draw a digit on"
          aria-describedby="pad-help"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            setShowsPen(false);
            last.current = pointOf(event);
            line(last.current, last.current);
          }}
          onPointerMove={(event) => {
            if (!last.current) return;
            const to = pointOf(event);
            line(last.current, to);
            last.current = to;
          }}
          onPointerUp={() => void (last.current = undefined)}
          onPointerCancel={() => void (last.current = undefined)}
          onKeyDown={onKeyDown}
          onBlur={() => {
            setShowsPen(false);
            setIsDown(false);
          }}
        />
        {showsPen && (
          <span
            class={isDown ? 'pen down' : 'pen'}
            aria-hidden="true"
            style={{
              insetInlineStart: `${(100 * cursor[0]) / size}%`,
              insetBlockStart: `${(100 * cursor[1]) / size}%`,
            }}
          />
        )}
      </div>
      <div class="actions">
        {children}
        <button type="button" onClick={clear}>
          Clear
        </button>
        <small id="pad-help">
          By keyboard: arrows move the pen, space puts it down and lifts it, backspace clears.
        </small>
      </div>
    </div>
  );
}
