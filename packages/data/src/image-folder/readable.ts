import { codecs } from '../decode/codecs.ts';
import type { FileFormat } from '../decode/file-format.ts';
import type { ClassFolder } from './list-images.ts';

/**
 * Leaves out the files of formats whose package is optional and not installed. What is left out, and images of formats that
 * are never read, are counted in one warning: how many, of which kind, what to do.
 */
export async function readable(
  name: string,
  found: ReadonlyMap<string, ClassFolder>,
): Promise<ReadonlyMap<string, ClassFolder>> {
  const formats = new Set([...found.values()].flatMap(({ images }) => images.map(({ format }) => format)));
  const missing = new Map<FileFormat, string>();
  for (const format of formats) {
    const { package: needed, isOptional, load } = codecs[format];
    if (
      isOptional &&
      !(await load().then(
        () => true,
        () => false,
      ))
    )
      missing.set(format, needed);
  }
  const counts = new Map<string, number>();
  const count = (format: string): void => void counts.set(format, (counts.get(format) ?? 0) + 1);
  const rest = new Map(
    Array.from(found, ([each, { images, folders, others }]) => {
      others.forEach(count);
      for (const { format } of images) if (missing.has(format)) count(format);
      return [
        each,
        { images: missing.size ? images.filter(({ format }) => !missing.has(format)) : images, folders, others },
      ] as const;
    }),
  );
  if (counts.size) {
    const kinds = Array.from(counts, ([format, number]) => `${number} ${format}`).join(', ');
    const advice = [
      ...(missing.size
        ? [
            `${[...missing.keys()].join(' and ')} need${missing.size > 1 ? '' : 's'} npm install ${[...new Set(missing.values())].join(' ')}`,
          ]
        : []),
      ...(counts.size > missing.size ? ['convert the others, e.g. to PNG'] : []),
    ];
    console.warn(
      `${name}: images of formats that are not read are left out: ${kinds}; ${advice.join('; ')}`.replace(
        'convert the others',
        missing.size ? 'convert the others' : 'convert them',
      ),
    );
  }
  return rest;
}
