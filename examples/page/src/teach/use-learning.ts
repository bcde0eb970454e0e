import { useEffect, useRef, useState } from 'preact/hooks';
import type { OpenNetwork } from '../networks/open-network.ts';
import type { Example, TaughtClass } from './example.ts';
import { steps, trainHead, type Learning } from './train-head.ts';
import { taughtBy, type Taught } from './taught.ts';

type Points = readonly (readonly [x: number, y: number])[];

/** How teaching goes. */
export interface UsedLearning {
  readonly isOn: boolean;
  /** Of how many examples the features are there. */
  readonly looked: number;
  readonly toLook: number;
  readonly loss: Points;
  readonly right: Points;
  /** The last step. */
  readonly until: number;
  /** Whether there were enough examples to hold some back. */
  readonly isHeldBack: boolean;
  readonly taught: Taught | undefined;
  readonly error: string | undefined;
  start(): void;
}

/** What a network's body gave for an example; it is computed once. */
const features = new WeakMap<OpenNetwork, WeakMap<Example, Float32Array>>();

async function featuresOf(network: OpenNetwork, example: Example): Promise<Float32Array> {
  const known = features.get(network) ?? new WeakMap<Example, Float32Array>();
  features.set(network, known);
  const found = known.get(example) ?? (await network.see(example.picture)).features;
  known.set(example, found);
  return found;
}

/** Teaches classes to a network when it is told to. What was taught goes when the network does. */
export function useLearning(network: OpenNetwork | undefined, classes: readonly TaughtClass[]): UsedLearning {
  const [isOn, setIsOn] = useState(false);
  const [looked, setLooked] = useState(0);
  const [course, setCourse] = useState<readonly Learning[]>([]);
  const [taught, setTaught] = useState<Taught>();
  const [error, setError] = useState<string>();
  const abort = useRef<AbortController | undefined>(undefined);
  useEffect(
    () => () => {
      abort.current?.abort();
      setCourse([]);
      setTaught(undefined);
    },
    [network],
  );
  useEffect(() => () => void taught?.network.dispose(), [taught]);

  const examples = classes.flatMap((each, label) => each.examples.map((example) => ({ example, label })));
  async function learn(body: OpenNetwork, signal: AbortSignal): Promise<void> {
    const lesson: Float32Array[] = [];
    for (const { example } of examples) {
      lesson.push(await featuresOf(body, example));
      setLooked(lesson.length);
    }
    const labels = examples.map(({ label }) => label);
    const head = await trainHead(
      { features: lesson, labels, classes: classes.length },
      (learning) => signal.aborted || setCourse((course) => [...course, learning]),
      signal,
    );
    const found = await taughtBy(
      body,
      head,
      classes.map(({ name }, index) => name.trim() || `class ${index + 1}`),
      body.device,
    );
    if (signal.aborted) await found.network.dispose();
    else setTaught(found);
  }

  return {
    isOn,
    looked,
    toLook: examples.length,
    loss: course.map(({ step, loss }) => [step, loss]),
    right: course.map(({ step, right }) => [step, right]),
    until: steps,
    isHeldBack: classes.some(({ examples }) => examples.length >= 5),
    taught,
    error,
    start() {
      if (!network) return;
      const { signal } = (abort.current = new AbortController());
      setIsOn(true);
      setLooked(0);
      setCourse([]);
      setError(undefined);
      learn(network, signal)
        .catch((reason: Error) => signal.aborted || setError(reason.message))
        .finally(() => setIsOn(false));
    },
  };
}
