/** A name of a file in a message: as it is, or as a literal where it has more than what names have; cut where it is long. */
export function printed(name: string): string {
  const text = /^[\w.*\-/]+$/.test(name) ? name : JSON.stringify(name);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
