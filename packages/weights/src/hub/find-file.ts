import { WeightsError } from '../safetensors.ts';
import type { HubSettings } from './hub-options.ts';
import { listFiles, type HubFile } from './list-files.ts';
import { persist } from './persist.ts';
import { refusal } from './refusal.ts';
import { request } from './request.ts';
import type { StopSignal } from './stop-signal.ts';
import { watch } from './watch.ts';

/** What transformers, diffusers and timm write, the best first: safetensors, whole or in parts, before pickles. */
const usualNames = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
] as const;

export const addressOf = ({ endpoint, repository, revision }: HubSettings, path: string): string =>
  `${endpoint}/${repository}/resolve/${encodeURIComponent(revision)}/${path.split('/').map(encodeURIComponent).join('/')}`;

/** What a repository has, as far as somebody says it. */
export interface Found {
  readonly file: HubFile;
  /** Another file of the same repository and revision, with what is known of it. */
  readonly beside: (path: string) => Promise<HubFile>;
}

/**
 * The file of weights of a repository: the one that is asked for, or the first of the usual names, or the only one.
 *
 * @throws {WeightsError} where there is none, or there are several; {Interrupted} where nobody answers.
 */
export async function findFile(settings: HubSettings, tries: number, signal: StopSignal | undefined): Promise<Found> {
  const listed = await listFiles(settings, tries, signal);
  const beside = async (path: string): Promise<HubFile> =>
    listed?.find((each) => each.path === path) ??
    (await askFor(settings, path, tries, signal)) ??
    refuse(settings, path, listed);
  if (settings.file !== undefined) return { file: await beside(settings.file), beside };
  if (listed) return { file: chooseOf(listed, settings), beside };
  let refused: Response | undefined;
  for (const path of usualNames) {
    const file = await askFor(settings, path, tries, signal, (response) => (refused = response));
    if (file) return { file, beside };
  }
  throw refused
    ? await refusal(refused, settings, usualNames.join(', '))
    : refuse(settings, usualNames.join(', '), undefined);
}

function chooseOf(listed: readonly HubFile[], settings: HubSettings): HubFile {
  const usual = usualNames.flatMap((name) => listed.find(({ path }) => path === name) ?? [])[0];
  if (usual) return usual;
  const others = listed.filter(({ path }) => /\.(safetensors|bin|pth|pt|th|ckpt|pth\.tar)$/.test(path));
  const [only] = others;
  if (only && others.length === 1) return only;
  return refuse(settings, others.length ? `${usualNames[0]}` : 'file of weights', others.length ? others : listed);
}

function refuse({ repository, revision }: HubSettings, what: string, listed: readonly HubFile[] | undefined): never {
  const paths = listed?.map(({ path }) => path) ?? [];
  const some = paths.length > 12 ? `${paths.slice(0, 12).join(', ')} and ${paths.length - 12} more` : paths.join(', ');
  throw new WeightsError(
    `${repository} has no ${what} at ${revision}${paths.length ? `; it has ${some}: choose one with { file }` : ''}`,
  );
}

/** What the endpoint says of a file; undefined where there is none, which `onNone` is told. */
async function askFor(
  settings: HubSettings,
  path: string,
  tries: number,
  signal: StopSignal | undefined,
  onNone?: (response: Response) => void,
): Promise<HubFile | undefined> {
  return persist(
    async () => {
      const watching = watch(settings.timeout, signal);
      try {
        const { response, etag, size, length } = await request(
          addressOf(settings, path),
          settings,
          { method: 'HEAD' },
          watching,
        );
        if (response.ok) return { path, etag, size: size ?? length };
        // A server that answers no such question may have the file all the same.
        if (response.status === 405 || response.status === 501) return { path };
        const code = response.headers.get('X-Error-Code') ?? 'EntryNotFound';
        if (response.status !== 404 || code !== 'EntryNotFound') throw await refusal(response, settings, path);
        onNone?.(response);
        return undefined;
      } finally {
        watching.end();
      }
    },
    tries,
    signal,
  );
}
