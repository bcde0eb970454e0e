/** A key that one object of the JSON text has twice: JSON.parse would silently keep the last. */
export function repeatedKey(json: string): string | undefined {
  const objects: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    if (json[at] === '{') objects.push(new Set());
    if (json[at] === '}') objects.pop();
    if (json[at] !== '"') continue;
    const start = at++;
    for (; json[at] !== '"'; at++) if (json[at] === '\\') at++;
    let next = at + 1;
    while (json.charCodeAt(next) <= 0x20) next++;
    if (json[next] !== ':') continue;
    const key: string = JSON.parse(json.slice(start, at + 1));
    const keys = objects.at(-1);
    if (keys?.has(key)) return key;
    keys?.add(key);
  }
  return undefined;
}
