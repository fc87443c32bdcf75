import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

const certificateBlock = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM text, in its order; undefined when it has none or one that cannot be read. */
export function certificatesIn(pem: string): X509Certificate[] | undefined {
  try {
    const certificates = pem.match(certificateBlock)?.map((block) => new X509Certificate(block));
    return certificates?.every((certificate) => periodOf(certificate).every(Number.isFinite))
      ? certificates
      : undefined;
  } catch {
    return undefined;
  }
}

/** From when until when it is valid, ms since 1970. */
export function periodOf({ validFrom, validTo }: X509Certificate): readonly [from: number, to: number] {
  return [Date.parse(validFrom), Date.parse(validTo)];
}

/** The private key of a PEM text; undefined when it has none, or one that is encrypted or cannot be read. */
export function privateKeyIn(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
