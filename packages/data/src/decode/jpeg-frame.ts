import type { Size } from './rgba.ts';

export interface JpegFrame {
  readonly size: Size;
  /** Sampling factors of each component. */
  readonly sampling: readonly (readonly [horizontal: number, vertical: number])[];
  /** Where the Adobe marker names its colour transform; undefined without one. */
  readonly adobeTransform: number | undefined;
}

/** What a JPEG file's markers say before its first scan; undefined where they are broken. Format: ITU-T T.81, annex B; Adobe Technical Note 5116. */
export function frameOfJpeg(bytes: Uint8Array): JpegFrame | undefined {
  let adobeTransform: number | undefined;
  let frame: Omit<JpegFrame, 'adobeTransform'> | undefined;
  const uint16 = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  for (let at = 2; at < bytes.length;) {
    const marker = bytes[at + 1]!;
    const isAlone = marker <= 1 || (marker >= 0xd0 && marker <= 0xd7);
    // What lies between markers, and any number of these before one, decoders pass over.
    if (bytes[at] !== 0xff || marker === 0xff || isAlone) {
      at++;
      continue;
    }
    if (marker === 0xda) return frame && { ...frame, adobeTransform };
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame)
      frame = {
        size: { height: uint16(at + 5), width: uint16(at + 7) },
        sampling: Array.from(
          { length: bytes[at + 9] ?? 0 },
          (_, component) => [bytes[at + 11 + 3 * component]! >> 4, bytes[at + 11 + 3 * component]! & 15] as const,
        ),
      };
    if (marker === 0xee && String.fromCharCode(...bytes.subarray(at + 4, at + 9)) === 'Adobe') adobeTransform = at + 15;
    at += 2 + uint16(at + 2);
  }
  return undefined;
}

export const componentsOfJpeg = (bytes: Uint8Array): number | undefined => frameOfJpeg(bytes)?.sampling.length;
