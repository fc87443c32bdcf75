/** The address of a webhook, taken apart. */
export interface WebhookAddress {
  /** True for `https`. */
  readonly secure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
}

/** An address without user, password and fragment; undefined for anything else. */
export function parseWebhookUrl(text: string): WebhookAddress | undefined {
  if (webhookUrlFault(text) !== undefined) return undefined;
  const { protocol, hostname } = new URL(text);
  return { secure: protocol === 'https:', host: hostname.replace(/^\[|\]$/g, '') };
}

/** What the address would have to be, undefined when it is right. */
export function webhookUrlFault(text: string): string | undefined {
  const form = 'https://host[:port]/path';
  if (!/^https?:\/\//.test(text)) return `${form}, or http:// on this machine`;
  // The parser of URLs would mend these without a word.
  if (/[\s\\]/.test(text) || !URL.canParse(text)) return `${form}, a URL without spaces and backslashes`;
  const { username, password, hash, port } = new URL(text);
  if (username !== '' || password !== '' || /^https?:\/\/[^/?]*@/.test(text)) {
    return `${form} without user and password: messages are signed with the secret of secretFile`;
  }
  if (hash !== '' || text.endsWith('#')) return `${form} without a fragment (#…), which is never sent`;
  if (port === '0') return `${form} with a port from 1 to 65535`;
  return undefined;
}

/** For people: a query may hold what is nobody's business. */
export function webhookUrlForPeople(url: string): string {
  return url.replace(/\?.*$/, '?…');
}
