/** How a publisher or a service is reached. */
export interface Endpoint {
  readonly url: string;
  /** Last part of the path, e.g. `CardReader1`. */
  readonly name: string;
}

export interface AddressRule {
  readonly host: string;
  /** Hosts a service may be on beside the terminal's own. */
  readonly serviceHosts: readonly string[];
  readonly tls: 'auto' | 'always' | 'never';
}

const longestUri = 2_048;
const publisherPath = '/xfs4iot/v1.0';

/** TCP ports a publisher takes the first free one of (terminal-health.md 1.2). */
export const publisherPorts: readonly number[] = [80, 443, ...Array.from({ length: 11 }, (_, index) => 5_846 + index)];

/** The addresses to try on one port, in turn: with TLS first, 80 and 443 as they always are; both forms of the path. */
export function publisherUrls(host: string, port: number, tls: AddressRule['tls']): string[] {
  const both = port === 443 ? ['wss'] : port === 80 ? ['ws'] : ['wss', 'ws'];
  const schemes = both.filter((scheme) => (tls === 'always' ? scheme === 'wss' : tls === 'auto' || scheme === 'ws'));
  return schemes.flatMap((scheme) =>
    [publisherPath, `${publisherPath}/`].map((path) => urlOf(scheme, host, port, path)),
  );
}

function urlOf(scheme: string, host: string, port: number, path: string): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
}

/**
 * A service as the publisher names it, or why we do not go there. Whoever sits on the publisher's port must not be able
 * to make a gateway in the branch's network connect to somewhere else: only the terminal itself, and hosts the branch has
 * named, are gone to.
 */
export function serviceEndpoint(uri: string, rule: AddressRule): Endpoint | { readonly refused: string } {
  const shown = uri.slice(0, 120);
  if (uri.length > longestUri || !URL.canParse(uri)) return { refused: `"${shown}" is no address` };
  const url = new URL(uri);
  const { protocol, hostname, username, password, hash } = url;
  if (protocol !== 'ws:' && protocol !== 'wss:') return { refused: `"${shown}" is neither ws nor wss` };
  if (rule.tls === 'always' && protocol !== 'wss:') return { refused: `"${shown}" is without TLS, tls is "always"` };
  if (username !== '' || password !== '' || hash !== '')
    return { refused: `"${shown}" has a user or a fragment in it` };
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (![rule.host, ...rule.serviceHosts].some((allowed) => allowed.toLowerCase() === host)) {
    return { refused: `"${shown}" is on another host; allowed are ${[rule.host, ...rule.serviceHosts].join(', ')}` };
  }
  return { url: url.href, name: nameOf(url.pathname) };
}

function nameOf(path: string): string {
  const last = path.split('/').filter(Boolean).at(-1) ?? 'service';
  return last.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 40) || 'service';
}
