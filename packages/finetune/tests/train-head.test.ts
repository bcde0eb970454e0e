import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { trainHead } from '@resnet-compile/finetune';

/** Clouds that overlap, in directions of their own; features as a ReLU leaves them, of uneven size. */
function cloudsOf(seed: number, each: number, size: number): Record<string, Float32Array[]> {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centre = (label: number, at: number): number => (at % 3 === label ? 0.7 : 0);
  return Object.fromEntries(
    ['cat', 'dog', 'horse'].map((name, label) => [
      name,
      Array.from({ length: each }, () =>
        Float32Array.from({ length: size }, (_, at) => Math.max(0, centre(label, at) + normal()) * (1 + (at % 5))),
      ),
    ]),
  );
}

/** Softmax regression to its optimum, by L-BFGS, with the little decay that makes it unique. */
const regression = `
import json, sys, torch
given = json.load(sys.stdin)
x, y, t = torch.tensor(given['x']), torch.tensor(given['y']), torch.tensor(given['t'])
layer = torch.nn.Linear(x.shape[1], 3)
optimizer = torch.optim.LBFGS(layer.parameters(), max_iter=500, line_search_fn='strong_wolfe')
def closure():
    optimizer.zero_grad()
    loss = torch.nn.functional.cross_entropy(layer(x), y) + 1e-3 * layer.weight.square().sum()
    loss.backward()
    return loss
optimizer.step(closure)
print(json.dumps(layer(t).argmax(1).tolist()))
`;

test('says of pictures that it has not seen what a softmax regression of PyTorch says, and as often the right thing', async () => {
  const [learnt, unseen] = [cloudsOf(1, 80, 40), cloudsOf(2, 200, 40)];
  const head = await trainHead(learnt, { holdOut: 0 });
  const rows = Object.values(unseen).flat();
  const found = rows.map((row) => head.classes.indexOf(head.classify(row, { top: 1 })[0]!.label));
  const theirs = JSON.parse(
    execFileSync('/usr/bin/python3', ['-c', regression], {
      input: JSON.stringify({
        x: Object.values(learnt)
          .flat()
          .map((row) => [...row]),
        y: Object.values(learnt).flatMap((rows, label) => rows.map(() => label)),
        t: rows.map((row) => [...row]),
      }),
      encoding: 'utf8',
    }),
  ) as number[];
  const right = (labels: readonly number[]): number =>
    labels.filter((label, at) => label === Math.floor(at / 200)).length / rows.length;
  expect(found.filter((label, at) => label === theirs[at]).length / rows.length).toBeGreaterThan(0.85);
  expect(right(found)).toBeGreaterThan(right(theirs) - 0.02);
});

test('keeps the best of what was held out, tells its steps, and is the same for the same seed', async () => {
  const examples = cloudsOf(1, 20, 10);
  const kinds = new Set<string>();
  const head = await trainHead(examples, { seed: 5, onEvent: ({ kind }) => void kinds.add(kind) });
  expect(head.evaluation).toMatchObject({ images: 12 });
  expect([...kinds]).toEqual(expect.arrayContaining(['start', 'step', 'epoch', 'evaluation']));
  const { classify: _, ...again } = await trainHead(examples, { seed: 5 });
  expect(head).toMatchObject(again);
  expect(head.classify(examples['cat']![0]!)).toHaveLength(3);
});

test('one example of each class is enough, and a signal ends it', async () => {
  const examples = { bright: [Float32Array.of(1, 0)], dark: [Float32Array.of(0, 1)] };
  const head = await trainHead(examples);
  expect([head.evaluation, head.classify(Float32Array.of(1, 0), { top: 1 })[0]!.label]).toEqual([null, 'bright']);
  const controller = new AbortController();
  await expect(
    trainHead(examples, { signal: controller.signal, onEvent: () => controller.abort() }),
  ).rejects.toMatchObject({ name: 'StoppedError' });
});

test('what is wrong is said', async () => {
  const row = Float32Array.of(1, 2);
  const wrong: readonly (readonly [unknown, string])[] = [
    [{ cat: [row] }, 'trainHead: there is one class, "cat"; expected two or more'],
    [{ cat: [row], dog: [] }, 'trainHead: the class "dog" has no examples; expected a list of features'],
    [{ cat: [row], dog: [Float32Array.of(1)] }, 'an example of "dog" has 1 values; expected 2'],
    [{ cat: [row], dog: [[1, 2]] }, 'trainHead: an example of "dog" is'],
    [{ cat: [row], dog: [Float32Array.of(1, NaN)] }, 'trainHead: a feature is NaN; expected finite numbers'],
    [undefined, 'trainHead: the examples'],
  ];
  for (const [examples, message] of wrong) await expect(trainHead(examples as never), message).rejects.toThrow(message);
  await expect(trainHead({}, { rates: 1 } as never)).rejects.toThrow('did you mean rate?');
});
