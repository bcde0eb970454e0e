import { boolean, checkOptions, kind, positive, shown, text, type Kinds } from '@resnet-compile/options';
import { environment } from './host.ts';

/** A `URL`, by what of it is needed. */
export interface MirrorAddress {
  /** The whole address. */
  readonly href: string;
}

/** Where weights that have a name come from, and where they are kept. */
export interface HubOptions {
  /** A branch, a tag or a commit; `main`. */
  readonly revision?: string;
  /** The file in the repository. Left out: `model.safetensors`, its index, `pytorch_model.bin`, or whatever file of weights is the only one. */
  readonly file?: string;
  /** The address of a mirror; left out, the environment's `HF_ENDPOINT`, or https://huggingface.co. It is given the token. */
  readonly endpoint?: string | MirrorAddress;
  /** For what not everybody may read; left out, the environment's `HF_TOKEN`. It goes to the endpoint and nowhere else. */
  readonly token?: string;
  /** The folder for downloads, or false to keep nothing; left out, the platform's folder for caches. In a page: whether to keep them. */
  readonly cache?: string | boolean;
  /** Whether only what is in the cache is taken; left out, whether the environment's `HF_HUB_OFFLINE` is 1. */
  readonly offline?: boolean;
  /** Milliseconds without a byte after which a connection is given up; left out, the environment's `HF_HUB_DOWNLOAD_TIMEOUT`, in seconds, or 10,000. */
  readonly timeout?: number;
}

/** What timers can wait, in milliseconds. */
const longest = 2 ** 31 - 1;

const anything = kind('', () => true);
const kinds: Kinds<HubOptions> = {
  revision: text,
  file: text,
  // These two are not to be shown: an address may have a password.
  endpoint: anything,
  token: anything,
  cache: kind(
    'true, false or the path of a folder',
    (value) => typeof value === 'boolean' || (typeof value === 'string' && value !== ''),
  ),
  offline: boolean,
  timeout: positive(longest),
};

/** What a download is told, options and environment together. */
export interface HubSettings {
  readonly repository: string;
  readonly revision: string;
  readonly file: string | undefined;
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token: string | undefined;
  readonly cache: string | boolean;
  readonly offline: boolean;
  readonly timeout: number;
}

/** @throws {TypeError | RangeError} that says which option is wrong; it shows no token. */
export function checkHubOptions(repository: string, options: HubOptions): void {
  if (typeof repository !== 'string' || !/^[\w-][\w.-]*\/[\w-][\w.-]*$/.test(repository) || repository.includes('..'))
    throw new TypeError(
      `hub: the repository is ${shown(repository)}; expected its owner and its name, such as 'timm/resnet50.a1_in1k'`,
    );
  checkOptions('hub', options, kinds);
  const { revision, file } = options;
  for (const [option, path] of Object.entries({ revision, file }))
    if (path !== undefined && /^\/|\\|(^|\/)\.{0,2}(\/|$)/.test(path))
      throw new RangeError(
        `hub: ${option} is ${shown(path)}; expected a path as the hub shows it, such as 'model.safetensors'`,
      );
  endpointOf(options.endpoint);
  tokenOf(options.token);
}

/** Options, and what the environment says of those that are left out. */
export const settingsOf = (repository: string, options: HubOptions): HubSettings => ({
  repository,
  revision: options.revision ?? 'main',
  file: options.file,
  endpoint: endpointOf(options.endpoint ?? environment('HF_ENDPOINT')),
  token: tokenOf(options.token ?? environment('HF_TOKEN')),
  cache: options.cache ?? true,
  offline: options.offline ?? /^(1|true|yes|on)$/i.test(environment('HF_HUB_OFFLINE') ?? ''),
  timeout: options.timeout ?? secondsOf(environment('HF_HUB_DOWNLOAD_TIMEOUT')),
});

/** In milliseconds; 10 s for what is no number of seconds. */
const secondsOf = (text: string | undefined): number => {
  const seconds = Number(text);
  return seconds > 0 ? Math.min(longest, seconds * 1000) : 10_000;
};

function endpointOf(given: unknown = 'https://huggingface.co'): string {
  let url: URL | undefined;
  try {
    url = new URL(typeof given === 'string' ? given : (given as MirrorAddress).href);
  } catch {
    // Said below.
  }
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new TypeError(
      "hub: the endpoint is no address of a mirror; expected one such as 'https://huggingface.co', without a user, a password or a query",
    );
  return url.href.replace(/\/+$/, '');
}

function tokenOf(given: unknown): string | undefined {
  if (given === undefined) return undefined;
  const token = typeof given === 'string' ? given.trim() : '';
  // What fetch refuses, its error shows.
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new TypeError(
      'hub: the token is no text of letters, digits and signs; expected one as the hub shows it, hf_…',
    );
  return token;
}
