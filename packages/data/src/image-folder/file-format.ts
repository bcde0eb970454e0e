export type FileFormat = 'JPEG' | 'PNG' | 'WebP';

/** What the first bytes say, whatever the name says; undefined for any other format. */
export function formatOf(bytes: Uint8Array): FileFormat | undefined {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 3) === '\xff\xd8\xff') return 'JPEG';
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'PNG';
  return text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP' ? 'WebP' : undefined;
}
