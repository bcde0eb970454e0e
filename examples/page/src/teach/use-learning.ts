import { proxy } from 'comlink';
import { useEffect, useRef, useState } from 'preact/hooks';
import { compiling } from '../compiling/compiling.ts';
import type { Course } from '../course/course.ts';
import { useCourse } from '../course/use-course.ts';
import type { OpenNetwork } from '../networks/open-network.ts';
import type { Example, TaughtClass } from './example.ts';
import { taughtBy, type Taught } from './taught.ts';

/** How teaching goes. */
export interface UsedLearning {
  readonly isOn: boolean;
  /** Of how many examples the features are there. */
  readonly looked: number;
  readonly toLook: number;
  readonly course: Course;
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
  const { course, add, clear } = useCourse();
  const [taught, setTaught] = useState<Taught>();
  const [error, setError] = useState<string>();
  const wanted = useRef<OpenNetwork | undefined>(network);
  useEffect(() => {
    wanted.current = network;
    clear();
    setTaught(undefined);
  }, [network]);
  useEffect(() => () => void taught?.network.dispose(), [taught]);

  async function learn(body: OpenNetwork): Promise<void> {
    const isWanted = (): boolean => wanted.current === body;
    const examples: Float32Array[][] = [];
    for (const each of classes) {
      const own: Float32Array[] = [];
      for (const example of each.examples) {
        own.push(await featuresOf(body, example));
        setLooked((count) => count + 1);
      }
      examples.push(own);
    }
    const head = await compiling().teach(
      examples,
      proxy((more: Course) => isWanted() && add(more)),
    );
    const labels = classes.map(({ name }, index) => name.trim() || `class ${index + 1}`);
    const found = await taughtBy(body, head, labels, body.device);
    if (isWanted()) setTaught(found);
    else await found.network.dispose();
  }

  return {
    isOn,
    looked,
    toLook: classes.reduce((sum, { examples }) => sum + examples.length, 0),
    course,
    taught,
    error,
    start() {
      if (!network) return;
      setIsOn(true);
      setLooked(0);
      clear();
      setError(undefined);
      learn(network)
        .catch((reason: Error) => wanted.current === network && setError(reason.message))
        .finally(() => setIsOn(false));
    },
  };
}
