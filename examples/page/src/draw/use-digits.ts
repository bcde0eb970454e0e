import { proxy, wrap, type Remote } from 'comlink';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Course } from '../course/course.ts';
import { useCourse } from '../course/use-course.ts';
import type { Device } from '../networks/device.ts';
import type { Digits, Progress } from './digits-worker.ts';

/** The network that learns digits, as the page has it. */
export interface UsedDigits {
  readonly state: 'idle' | 'training' | 'paused' | 'done';
  readonly course: Course;
  /** What computes, in words. */
  readonly computes: string | undefined;
  /** Of the drawing, how likely each digit is. */
  readonly scores: Float32Array | undefined;
  readonly error: string | undefined;
  train(): void;
  pause(): void;
  /** Reads 28×28 bytes, now and as it learns; nothing, without. */
  read(pixels: Uint8Array | undefined): void;
}

const epochs = 4;

/** The page's own thread needs a core. */
const threads = (): number => (globalThis.crossOriginIsolated ? Math.max(1, navigator.hardwareConcurrency - 1) : 1);

const deviceOf = (name: string | null): Device => (name === 'webgpu' || name === 'auto' ? name : 'cpu');

/** Starts the worker when the panel is first shown. */
export function useDigits(shown: boolean): UsedDigits {
  const worker = useRef<Remote<Digits> | undefined>(undefined);
  const drawing = useRef<Uint8Array | undefined>(undefined);
  const [state, setState] = useState<UsedDigits['state']>('idle');
  const { course, add } = useCourse();
  const [computes, setComputes] = useState<string>();
  const [scores, setScores] = useState<Float32Array>();
  const [error, setError] = useState<string>();
  useEffect(() => {
    if (!shown || worker.current) return;
    worker.current = wrap<Digits>(
      new Worker(new URL('./digits-worker.ts', import.meta.url), { type: 'module', name: 'digits' }),
    );
  }, [shown]);

  const fail = (reason: Error): void => {
    setError(reason.message);
    setState('paused');
  };
  async function read(): Promise<void> {
    const pixels = drawing.current;
    const found = pixels && (await worker.current?.classify(pixels));
    // Another stroke may have come meanwhile.
    if (pixels === drawing.current) setScores(found);
  }
  function report({ course, device, threads }: Progress): void {
    add(course);
    setComputes(device === 'cpu' ? `${threads} ${threads > 1 ? 'threads' : 'thread'} of the CPU` : 'WebGPU');
    if (drawing.current) read().catch(fail);
  }
  async function train(): Promise<void> {
    const { current: digits } = worker;
    if (!digits) return;
    setError(undefined);
    setState('training');
    const folder = new URL('./digits/', document.baseURI).href;
    const device = deviceOf(new URLSearchParams(location.search).get('device'));
    const finished = await digits.train({ threads: threads(), device, folder, epochs }, proxy(report));
    setState(finished ? 'done' : 'paused');
  }
  return {
    state,
    course,
    computes,
    scores,
    error,
    train: () => void train().catch(fail),
    pause: () => void worker.current?.pause().catch(fail),
    read(pixels) {
      drawing.current = pixels;
      read().catch(fail);
    },
  };
}
