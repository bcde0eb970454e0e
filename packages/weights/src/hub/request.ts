import { WeightsError } from '../safetensors.ts';
import type { HubSettings } from './hub-options.ts';
import type { Watch } from './watch.ts';

/** What a server says to a request, behind all redirects. */
export interface Answer {
  readonly response: Response;
  /** Of the file, by the endpoint itself: a storage that it redirects to has ETags of its own. */
  readonly etag: string | undefined;
  /** Bytes of the file, by the endpoint itself, and of this body; undefined where nobody says. */
  readonly size: number | undefined;
  readonly length: number | undefined;
}

const mostRedirects = 10;

/**
 * Asks the endpoint. Redirects are followed by hand, since the hub says what a file is before it redirects to a storage,
 * and so that the token stays at the endpoint's origin. In a page a redirect is opaque; the browser follows it, and takes the
 * token off where it leads to another origin (Fetch standard, HTTP-redirect fetch, step 13).
 *
 * @throws {Interrupted} where the connection fails; {WeightsError} for redirects that lead nowhere.
 */
export async function request(
  address: string,
  { endpoint, token }: Pick<HubSettings, 'endpoint' | 'token'>,
  init: { readonly method: 'GET' | 'HEAD'; readonly headers?: Readonly<Record<string, string>> },
  watch: Watch,
): Promise<Answer> {
  const home = new URL(endpoint);
  let url = new URL(address);
  let isHome = true;
  let etag: string | undefined;
  let size: number | undefined;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const headers = { ...init.headers, ...(isHome && token !== undefined ? { Authorization: `Bearer ${token}` } : {}) };
    const send = (redirect: 'manual' | 'follow'): Promise<Response> =>
      watch.during(fetch(url, { ...init, headers, redirect, signal: watch.signal, cache: 'no-store' }));
    let response = await send('manual');
    if (response.type === 'opaqueredirect') response = await send('follow');
    const said = response.headers;
    if (isHome && !response.redirected) {
      etag ??= tagOf(said.get('X-Linked-ETag'));
      size ??= lengthOf(said.get('X-Linked-Size'));
    }
    const location = [301, 302, 303, 307, 308].includes(response.status) ? said.get('Location') : null;
    if (location === null) {
      if (isHome && !response.redirected) etag ??= tagOf(said.get('ETag'));
      return { response, etag, size, length: bodyLength(response) };
    }
    void response.body?.cancel().catch(() => undefined);
    url = redirected(url, location);
    // Once away, it is not given again: who is elsewhere may send it anywhere.
    isHome &&= url.origin === home.origin;
  }
  throw new WeightsError(`${address} redirects more than ${mostRedirects} times`);
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (!to || !/^https?:$/.test(to.protocol) || (from.protocol === 'https:' && to.protocol !== 'https:'))
    throw new WeightsError(
      `${from.origin}${from.pathname} redirects to ${to ? `an address of ${to.protocol}` : 'what is no address'}; expected https: the mirror is set up wrongly`,
    );
  return to;
}

/** An ETag without its quotes; a weak one tells no bytes apart. */
const tagOf = (etag: string | null): string | undefined => /^"?([^"]+)"?$/.exec(etag ?? '')?.[1];

const lengthOf = (text: string | null): number | undefined => {
  const length = /^\d+$/.test(text ?? '') ? Number(text) : NaN;
  return Number.isSafeInteger(length) ? length : undefined;
};

/** Of a whole file; what is encoded has another length on its way. */
const bodyLength = ({ status, headers }: Response): number | undefined =>
  status === 200 && headers.get('Content-Encoding') === null ? lengthOf(headers.get('Content-Length')) : undefined;
