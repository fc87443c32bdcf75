import type { Place, Security } from './dial.js';

/** An address that may be secured, and whom to trust then. */
export interface UrlSecurity extends Security {
  /** http:, https:, ws: or wss:. */
  readonly url: string;
}

/** Where an address leads to. */
export interface UrlPlace {
  readonly url: URL;
  readonly place: Place;
  /** True where the port need not be named. */
  readonly isStandardPort: boolean;
}

export function placeOf({ url: text, serverName, verifyCertificate, ca }: UrlSecurity): UrlPlace {
  const url = new URL(text);
  const isSecure = url.protocol === 'https:' || url.protocol === 'wss:';
  const isStandardPort = url.port === '';
  return {
    url,
    isStandardPort,
    place: {
      // An IPv6 address stands in brackets in an address only.
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: isStandardPort ? (isSecure ? 443 : 80) : Number(url.port),
      security: isSecure ? { serverName, verifyCertificate, ca } : undefined,
    },
  };
}
