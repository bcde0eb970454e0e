import { WeightsError } from '../safetensors.ts';
import type { HubSettings } from './hub-options.ts';
import { Interrupted } from './interrupted.ts';

/** What a status that is none of success means, by the hub's `X-Error-Code` where there is one, and what to do. */
export async function refusal(
  { status, statusText, headers }: Response,
  { repository, revision, endpoint, token }: HubSettings,
  what: string,
): Promise<WeightsError | Interrupted> {
  const answered = `${endpoint} answered ${`${status} ${statusText}`.trim()}`;
  if (status === 429 || status >= 500) {
    const wait = retryAfter(headers.get('Retry-After'));
    return new Interrupted(`${answered}${wait ? `, and asks to wait ${Math.ceil(wait / 1000)} s` : ''}`, { wait });
  }
  const code = headers.get('X-Error-Code');
  const similar = await similarTo(repository);
  const needsToken = 'give a token as { token } or in the environment as HF_TOKEN';
  if (code === 'GatedRepo' || status === 403)
    return new WeightsError(
      `${answered}: ${repository} is not for everybody; accept its terms at ${endpoint}/${repository}, and ${token === undefined ? needsToken : "give a token of that account: this one's may not read it"}`,
    );
  if (status === 401 && token !== undefined)
    return new WeightsError(
      `${answered} to the token that was given: it is wrong, has expired, or may not read ${repository}`,
    );
  if (status === 401 || code === 'RepoNotFound')
    return new WeightsError(
      `${answered}: there is no repository ${repository}, or not for everybody${similar}; check its name, or ${needsToken}`,
    );
  if (code === 'RevisionNotFound')
    return new WeightsError(`${answered}: ${repository} has no revision ${revision}; give a branch, a tag or a commit`);
  if (status === 404)
    return new WeightsError(
      `${answered}: ${repository} has no ${what} at ${revision}, or is not there${similar}; check the names`,
    );
  return new WeightsError(`${answered} to ${repository}/${what}; expected the file`);
}

/** Milliseconds; by RFC 9110, 10.2.3, it is a number of seconds or a date. */
function retryAfter(text: string | null): number {
  if (text === null) return 0;
  const milliseconds = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Math.max(0, milliseconds) || 0;
}

/** Loaded only now, so that a page does not carry the list. */
async function similarTo(repository: string): Promise<string> {
  const found = await import('../published/index.ts').then(
    ({ published, similarCheckpoints }) =>
      published.some(({ hub }) => hub === repository) ? [] : similarCheckpoints(repository),
    () => [],
  );
  return found.length ? ` (of timm's there are ${found.join(', ')})` : '';
}
