import type { X509Certificate } from 'node:crypto';
import { certificatesIn, periodOf, privateKeyIn } from './pem.js';
import type { FileFailure } from './read-text.js';

/**
 * What is wrong with the PEM text of the authorities, undefined when nothing is. `now` in ms since 1970; undefined = dates
 * are not looked at. Of several authorities some may have ended: others take their place.
 */
export function authorityFault(pem: string, now: number | undefined): FileFailure | undefined {
  const certificates = certificatesIn(pem);
  if (!certificates) return noCertificate;
  const faults = certificates.map((certificate) => dateFault(certificate, now));
  return faults.every(Boolean) ? faults[0] : undefined;
}

/** The same for the gateway's own certificate and those above it: all of them must be valid. */
export function certificateFault(pem: string, now: number | undefined): FileFailure | undefined {
  const certificates = certificatesIn(pem);
  if (!certificates) return noCertificate;
  return certificates.map((certificate) => dateFault(certificate, now)).find(Boolean);
}

/** The same for the private key; `cert` is the PEM text of its certificate where that one is right. */
export function keyFault(pem: string, cert: string | undefined): FileFailure | undefined {
  const key = privateKeyIn(pem);
  if (!key) {
    const allowed = 'a PEM file with a private key that is not encrypted (-----BEGIN PRIVATE KEY-----)';
    return { found: 'a file without such a key', allowed };
  }
  const [own] = (cert !== undefined && certificatesIn(cert)) || [];
  if (!own || own.checkPrivateKey(key)) return undefined;
  return { found: 'the key of another certificate', allowed: 'the private key of the first certificate in certFile' };
}

const noCertificate: FileFailure = {
  found: 'a file without a certificate',
  allowed: 'a PEM file with certificates (-----BEGIN CERTIFICATE-----)',
};

function dateFault(certificate: X509Certificate, now: number | undefined): FileFailure | undefined {
  if (now === undefined) return undefined;
  const [from, to] = periodOf(certificate);
  const allowed = `a certificate that is valid today, ${day(now)}`;
  if (now > to) return { found: `a certificate that ended on ${day(to)}`, allowed };
  return now < from ? { found: `a certificate that begins on ${day(from)}`, allowed } : undefined;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
