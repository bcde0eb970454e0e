import { bars } from './bars.ts';
import { loadOf, withWeights, type WeightsOptions } from './with-weights.ts';

export interface PredictOptions extends WeightsOptions {
  readonly top: number;
  readonly json?: boolean;
}

/** `resnet-compile predict model.ts cat.jpg --weights hf:timm/resnet18.a1_in1k`: compiles a network, and says what is in pictures. */
export const predict = (model: string, pictures: readonly string[], options: PredictOptions): Promise<void> =>
  withWeights('predict', model, options, async ({ chosen, ...given }) => {
    const { classifier } = await import('@resnet-compile/vision');
    const classify = await classifier(await loadOf(chosen.stages), { ...given, device: 'cpu', v8Flags: 'set' });
    const found = await classify(pictures, { top: options.top });
    await classify.dispose();
    const results = pictures.map((picture, at) => ({ picture, labels: found[at] ?? [] }));
    process.stdout.write(options.json ? `${JSON.stringify(results, null, 2)}\n` : bars(results));
  });
