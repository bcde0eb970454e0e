import { lesion, passThrough } from '@resnet-compile/analyse';

/**
 * What a network reads wrong without some of its blocks. It computes in a worker, one question after the other.
 * @param kind `'residual'` or `'plain'` @param images N×28×28, bytes @param labels N
 * @returns `blocks`, their paths; `isFixed`, which of them cannot be taken out; `wrongWithout(blocks)`, of each image whether it is read wrong
 */
export function errorsOf(kind, { load, model }, images, labels) {
  const network = load({ device: 'cpu', weights: `${kind}.safetensors` });
  const state = network.then((loaded) => loaded.stateDict());
  const blocks = [...new Set(model.parameters.flatMap(({ name }) => name.match(/^layer\d\.\d/) ?? []))];
  const change = (whole, taken) =>
    kind === 'residual' ? lesion(whole, taken) : passThrough(whole, model.parameters, taken);
  return {
    blocks,
    // Behind the first stage, a stage's first block changes the shape, which a layer that hands on what it reads does not.
    isFixed: (block) => kind === 'plain' && /^layer[^1]\.0$/.test(block),
    async wrongWithout(taken) {
      const [loaded, whole] = await Promise.all([network, state]);
      // Calls are made in their order: nothing comes between these two.
      const [, logits] = await Promise.all([loaded.loadStateDict(change(whole, taken)), loaded.predict(images)]);
      return Array.from(labels, (label, n) => {
        const row = logits.subarray(n * model.classes, (n + 1) * model.classes);
        return row.indexOf(Math.max(...row)) !== label;
      });
    },
  };
}
