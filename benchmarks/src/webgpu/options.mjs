import { parseArgs } from 'node:util';

/** Ours first: ratios are to the first one that runs. */
const contenders = {
  inference: ['ours-webgpu', 'onnxruntime-web-webgpu', 'tfjs-webgpu', 'jax-js-webgpu'],
  training: ['ours-webgpu', 'tfjs-webgpu'],
};

const usage = `npm run webgpu -- [options]
  --network NAME      a function of resnet-compile (default resnet18)
  --inference LIST    contenders, of ${contenders.inference.join(',')} (default: all; none: leave inference out)
  --training LIST     of ${contenders.training.join(',')} (default: all; none: leave training out)
  --rounds N          timed rounds (default 5)
  --warm-up N         untimed calls before the first round (default 1, and 2 seconds)
  --name NAME         of the file in results/ (default: webgpu- and the time)
  --no-build          take the packages' dist as it is`;

/** Of the command line; ends the process where it is asked for help or finds a mistake. */
export function readOptions(parameters) {
  try {
    const { values } = parseArgs({
      args: [...parameters],
      options: {
        network: { type: 'string', default: 'resnet18' },
        inference: { type: 'string', default: contenders.inference.join(',') },
        training: { type: 'string', default: contenders.training.join(',') },
        rounds: { type: 'string', default: '5' },
        'warm-up': { type: 'string', default: '1' },
        name: {
          type: 'string',
          default: `webgpu-${new Date().toISOString().replaceAll(':', '-').replace(/\..*/, '')}`,
        },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    return {
      ...values,
      inference: list('inference', values),
      training: list('training', values),
      rounds: count('rounds', values),
      warmUp: count('warm-up', values),
    };
  } catch (error) {
    console.error(error.message);
    return process.exit(2);
  }
}

function list(kind, { [kind]: text }) {
  const names =
    text === 'none'
      ? []
      : text
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean);
  for (const name of names)
    if (!contenders[kind].includes(name))
      throw new Error(`--${kind}: no contender ${name}; expected ${contenders[kind].join(', ')} or none`);
  return names;
}

function count(option, { [option]: text }) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${option} is ${JSON.stringify(text)}; expected a whole number from 1`);
  return value;
}
