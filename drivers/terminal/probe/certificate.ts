import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

/** As much of a terminal's certificate as is told. */
export interface Certificate {
  /** ms since 1970, when it or one of those above it ends, whichever is first. */
  readonly endsAt: number;
}

/** Longest chain that is looked at. */
const mostLinks = 10;

/** undefined when no certificate came or its end cannot be read. */
export function endOf(peer: X509Certificate | undefined): Certificate | undefined {
  const ends: number[] = [];
  let link = peer;
  for (let count = 0; link && count < mostLinks; count++) {
    ends.push(Date.parse(link.validTo));
    const next = link.issuerCertificate;
    link = next && next.fingerprint256 !== link.fingerprint256 ? next : undefined;
  }
  const endsAt = Math.min(...ends);
  return Number.isFinite(endsAt) ? { endsAt } : undefined;
}

/** OpenSSL's words for "nobody we trust has signed this". */
const unsigned = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Why the certificate of a handshake that ended with `code` is not that of `host`, in words; undefined when it is. One that has ended
 * and is right otherwise is no fault of this kind: the end has an alarm of its own, and the layers above can be asked.
 */
export function distrust(code: string | null, peer: X509Certificate | undefined, host: string): string | undefined {
  if (!code) return undefined;
  if (code === 'CERT_HAS_EXPIRED') {
    // Node does not look at the name where the chain has a fault already.
    return peer && (isIP(host) ? peer.checkIP(host) : peer.checkHost(host)) ? undefined : otherHost(host);
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return otherHost(host);
  if (unsigned.has(code)) return `the certificate is signed by nobody who is trusted (${code})`;
  if (code === 'CERT_NOT_YET_VALID') return `the certificate is not valid yet by the clock of this gateway (${code})`;
  return `the certificate is not accepted (${code})`;
}

const otherHost = (host: string) => `the certificate is made for another host than ${host}`;
