export interface JpegFrame {
  /** Sampling factors of each component. */
  readonly sampling: readonly (readonly [horizontal: number, vertical: number])[];
  /** Where the Adobe marker names its colour transform; undefined without one. */
  readonly adobeTransform: number | undefined;
}

/** What a JPEG file's markers say before its first scan; undefined where they are broken. Format: ITU-T T.81, annex B; Adobe Technical Note 5116. */
export function frameOfJpeg(bytes: Uint8Array): JpegFrame | undefined {
  let adobeTransform: number | undefined;
  let sampling: JpegFrame['sampling'] | undefined;
  for (let at = 2; bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++; // Any number of these may stand before a marker.
      continue;
    }
    if (marker === 0xda) return sampling && { sampling, adobeTransform };
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame)
      sampling = Array.from(
        { length: bytes[at + 9] ?? 0 },
        (_, component) => [bytes[at + 11 + 3 * component]! >> 4, bytes[at + 11 + 3 * component]! & 15] as const,
      );
    if (marker === 0xee && String.fromCharCode(...bytes.subarray(at + 4, at + 9)) === 'Adobe') adobeTransform = at + 15;
    at += 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
  }
  return undefined;
}

export const componentsOfJpeg = (bytes: Uint8Array): number | undefined => frameOfJpeg(bytes)?.sampling.length;
