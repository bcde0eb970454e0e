import { useEffect, useRef } from 'preact/hooks';
import type { ClassActivation } from '../networks/class-activation.ts';

/** Drawn over what the network saw: the more a place speaks for the label, the warmer. */
export function HeatMap({ of }: { readonly of: ClassActivation }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(of.width, of.height);
    for (const [at, value] of of.values.entries()) image.data.set([255, 200 - 150 * value, 30, 150 * value], 4 * at);
    context.putImageData(image, 0, 0);
  }, [of]);
  // A canvas of the map's size, which the browser enlarges smoothly.
  return <canvas ref={canvas} class="heat" width={of.width} height={of.height} aria-hidden="true" />;
}
