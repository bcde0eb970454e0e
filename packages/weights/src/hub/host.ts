interface NodeModules {
  'fs/promises': typeof import('node:fs/promises');
  path: typeof import('node:path');
  os: typeof import('node:os');
  crypto: typeof import('node:crypto');
}

interface Host {
  readonly process?: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly platform?: string;
    readonly pid?: number;
    readonly getBuiltinModule?: (name: string) => unknown;
  };
}

export const { process } = globalThis as Host;

/** A module of Node, Deno or Bun; undefined in a browser. So that no bundler looks for it, nobody imports it. */
export const nodeModule = <Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined =>
  process?.getBuiltinModule?.(`node:${name}`) as NodeModules[Name] | undefined;

/** A variable of the environment, without space around it; undefined where it is empty, or may not be read, as in Deno without leave. */
export function environment(name: string): string | undefined {
  try {
    return process?.env?.[name]?.trim() || undefined;
  } catch {
    return undefined;
  }
}
