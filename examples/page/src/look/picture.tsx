import { useEffect, useRef } from 'preact/hooks';

/** The part of a picture that the network sees: the middle of its shorter side. */
export function Picture({
  of,
  crop,
  label,
}: {
  readonly of: ImageBitmap;
  readonly crop: number;
  readonly label: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const side = Math.min(of.width, of.height) * crop;
    context.imageSmoothingQuality = 'high';
    context.drawImage(of, (of.width - side) / 2, (of.height - side) / 2, side, side, 0, 0, 640, 640);
  }, [of, crop]);
  return <canvas ref={canvas} width={640} height={640} role="img" aria-label={label} />;
}
