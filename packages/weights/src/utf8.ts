interface Coders {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };
}

const scope = globalThis as { readonly TextEncoder?: unknown; readonly process?: object };

/** The host's coders: Jest's imitation of a page has none of its own, and stands in Node, which has. */
const coders = (): Coders =>
  (scope.TextEncoder
    ? scope
    : (Reflect.get(scope.process ?? {}, 'getBuiltinModule') as ((name: string) => unknown) | undefined)?.(
        'util',
      )) as Coders;

/** @throws {TypeError} where the bytes are not UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string =>
  new (coders().TextDecoder)('utf-8', { fatal: true }).decode(bytes);

/** What is no character becomes U+FFFD. */
export const encodeUtf8 = (text: string): Uint8Array => new (coders().TextEncoder)().encode(text);
