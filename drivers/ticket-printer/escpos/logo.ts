import { createHash } from 'node:crypto';
import { concat } from './builder.js';
import { type Bitmap, bytesPerRow, withoutRealTime } from './picture.js';
import type { Profile } from './profiles.js';

/** Under what a printer keeps a picture: two bytes of 21 to 7E. */
export type LogoKey = readonly [number, number];

/** How the logo comes onto a ticket. */
export type LogoUse =
  | { readonly kind: 'stored'; readonly key: LogoKey; readonly bitmap: Bitmap }
  | { readonly kind: 'picture'; readonly bitmap: Bitmap };

export interface LogoPlan {
  readonly use: LogoUse;
  /** To be sent once, and `digest` remembered when it was. */
  readonly store?: { readonly bytes: Uint8Array; readonly digest: string };
}

/**
 * Kept in the printer where it can keep one, else drawn with each ticket.
 * @param remembered digest of what this printer was given to keep; a memory that wears out is written only for another.
 */
export function logoPlan(profile: Pick<Profile, 'storedLogo'>, logo: Bitmap, remembered: string | undefined): LogoPlan {
  if (!profile.storedLogo) return { use: { kind: 'picture', bitmap: logo } };
  const use = { kind: 'stored', key: logoKey(logo), bitmap: logo } as const;
  const digest = logoDigest(logo);
  return digest === remembered ? { use } : { use, store: { bytes: storeLogo(logo), digest } };
}

/** Changes with the picture: 16 hexadecimal digits. */
export function logoDigest({ width, height, bits }: Bitmap): string {
  return createHash('sha256').update(`${width}x${height}:`).update(bits).digest('hex').slice(0, 16);
}

/** Derived from the picture, so that a printer never draws an older one in its place. */
export function logoKey(logo: Bitmap): LogoKey {
  const digest = Number.parseInt(logoDigest(logo).slice(0, 8), 16);
  const visible = 94;
  return [0x21 + (digest % visible), 0x21 + (Math.floor(digest / visible) % visible)];
}

const graphics = (tail: readonly ArrayLike<number>[]): Uint8Array => {
  const params = concat(tail);
  return concat([[0x1d, 0x28, 0x4c, params.length & 0xff, params.length >> 8], params]);
};

/**
 * GS ( L 67: writes the picture, at most 576 by 240 dots, into memory that lasts. At most some ten times a day, and the
 * printer says nothing by itself meanwhile (ticket-printing.md 2.4).
 */
export function storeLogo(logo: Bitmap): Uint8Array {
  const { width, height } = hasLengthThatReadsAsCommand(logo) ? { ...logo, height: logo.height + 1 } : logo;
  const data = new Uint8Array(bytesPerRow(logo) * height);
  data.set(withoutRealTime(logo.bits));
  const size = [width & 0xff, width >> 8, height & 0xff, height >> 8];
  return graphics([[0x30, 0x43, 0x30, ...logoKey(logo), 0x01, ...size, 0x31], data]);
}

/** A white row more takes a length of 10 04, 10 05 or 10 14 away. */
function hasLengthThatReadsAsCommand(logo: Bitmap): boolean {
  return [0x0410, 0x0510, 0x1410].includes(11 + bytesPerRow(logo) * logo.height);
}

/** GS ( L 69: draws it at the start of a line, in 11 bytes. */
export function printStoredLogo(key: LogoKey): Uint8Array {
  return graphics([[0x30, 0x45, ...key, 0x01, 0x01]]);
}
