/** More are not tried. */
const limit = 12;

/** `layer1.` and what is in it, `4.0.`: parts of a network, not what stands before one; fastai's body is `0.` */
const isStage = (prefix: string): boolean => /([a-z_]|.\.)\d+\.$/.test(prefix);

/** Prefixes, with the dot, that at least a sixth of the names have; '' is the first, outer ones stand before inner. */
export function prefixesOf(paths: readonly string[]): string[] {
  const prefixes = [''];
  for (const prefix of prefixes) {
    const counts = new Map<string, number>();
    for (const path of paths) {
      const dot = path.startsWith(prefix) ? path.indexOf('.', prefix.length) : -1;
      if (dot > 0) counts.set(path.slice(0, dot + 1), (counts.get(path.slice(0, dot + 1)) ?? 0) + 1);
    }
    for (const [inner, count] of counts)
      if (count * 6 >= paths.length && count > 1 && !isStage(inner) && prefixes.length < limit) prefixes.push(inner);
  }
  return prefixes;
}

/** Without the prefix, or the components of it that the name begins with: `module.head.fc` without `module.backbone.`. */
export function withoutPrefix(path: string, prefix: string): string {
  if (path.startsWith(prefix)) return path.slice(prefix.length);
  let shared = 0;
  for (
    let dot = prefix.indexOf('.');
    dot >= 0 && path.startsWith(prefix.slice(0, dot + 1));
    dot = prefix.indexOf('.', dot + 1)
  )
    shared = dot + 1;
  return path.slice(shared);
}
