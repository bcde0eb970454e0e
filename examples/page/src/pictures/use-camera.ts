import { useEffect, useRef, useState } from 'preact/hooks';

/** The device's camera, and the element that shows it. */
export interface Camera {
  readonly isOn: boolean;
  /** Why there is none. */
  readonly error: string | undefined;
  /** For the `ref` of a `<video>`. */
  readonly video: { current: HTMLVideoElement | null };
  start(): Promise<void>;
  stop(): void;
}

const reasons: Readonly<Record<string, string>> = {
  NotAllowedError: 'The page may not use the camera: allow it in the browser’s settings for this page.',
  NotFoundError: 'There is no camera.',
  NotReadableError: 'The camera is used by another program.',
};

/** @param shown whether its panel is; where it is not, the camera is off */
export function useCamera(shown: boolean): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const stream = useRef<MediaStream | undefined>(undefined);
  const [isOn, setIsOn] = useState(false);
  const [error, setError] = useState<string>();
  const stop = (): void => {
    for (const track of stream.current?.getTracks() ?? []) track.stop();
    stream.current = undefined;
    setIsOn(false);
  };
  const isWanted = useRef(shown);
  isWanted.current = shown;
  useEffect(() => {
    if (!shown) stop();
  }, [shown]);
  useEffect(
    () => () => {
      isWanted.current = false;
      stop();
    },
    [],
  );
  useEffect(() => {
    if (!isOn || !video.current || !stream.current) return;
    video.current.srcObject = stream.current;
    // A video that is taken out of the page before it begins rejects.
    video.current.play().catch(() => undefined);
  }, [isOn]);
  return {
    isOn,
    error,
    video,
    stop,
    async start() {
      setError(undefined);
      try {
        const opened = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: 'environment', width: { ideal: 640 }, height: { ideal: 480 } },
        });
        stream.current = opened;
        // Somebody thought about it for long, and went on meanwhile.
        if (isWanted.current) setIsOn(true);
        else stop();
      } catch (reason) {
        const { name, message } = reason as Error;
        setError(reasons[name] ?? message);
      }
    },
  };
}
