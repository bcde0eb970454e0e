import { shownName } from '@resnet-compile/options';
import type { Images, OptionValue, PublishedNetwork } from './published-network.ts';

const valueText = (value: OptionValue): string =>
  typeof value === 'number'
    ? String(value)
    : typeof value === 'string'
      ? `'${value}'`
      : 'call' in value
        ? `${value.call}()`
        : `[${value.join(', ')}]`;

function imagesText({ side, crop, interpolation, mean, std, tested }: Images): readonly string[] {
  const resized =
    crop === undefined
      ? ''
      : `the shorter side to ${Math.floor(side / crop)} pixels${interpolation ? ` (${shownName(interpolation)}, antialiased)` : ''}, of which the middle ${side}×${side}; `;
  return [
    `Images: RGB; ${resized}value/255, minus [${mean.join(', ')}], over [${std.join(', ')}].`,
    ...(crop !== undefined && (interpolation === 'bilinear' || interpolation === 'bicubic')
      ? [
          `With @resnet-compile/data: imageFolder(folder, { size: ${side}, resize: ${Math.floor(side / crop)}, filter: '${interpolation}' }).`,
        ]
      : []),
    ...(tested ? [`Accuracy is reported at ${tested.side}×${tested.side}, crop ${tested.crop ?? crop ?? 1}.`] : []),
  ];
}

/** The text of a model file: the network, and what there is to know of its weights. */
export function modelText({ repository, maker, options, licence, images, notes }: PublishedNetwork): string {
  const comment = [
    `${repository}, on the Hugging Face hub. Licence: ${licence === undefined ? 'not stated' : shownName(licence)}.`,
    ...(images ? imagesText(images) : ['How images were prepared is not said there.']),
    ...notes,
    `Its weights: load({ weights: hub('${repository}') }), with hub of @resnet-compile/weights.`,
  ];
  const calls = Object.values(options).flatMap((value) =>
    typeof value === 'object' && 'call' in value ? [value.call] : [],
  );
  const entries = Object.entries(options).map(([name, value]) => `${name}: ${valueText(value)}`);
  return `${comment.map((line) => `// ${line}\n`).join('')}import { ${[...new Set([...calls, maker])].sort().join(', ')} } from 'resnet-compile';

export default ${maker}({ ${entries.join(', ')} });
`;
}
