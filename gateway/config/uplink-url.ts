/** The address of the central broker, taken apart. */
export interface UplinkAddress {
  /** True for `mqtts`: MQTT over TLS. */
  readonly secure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

const pattern = /^(mqtts?):\/\/([A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?$/;

/** `mqtt://host[:port]` or `mqtts://host[:port]`; undefined for anything else. Ports without mention: 1883 and 8883. */
export function parseUplinkUrl(url: string): UplinkAddress | undefined {
  const [, scheme, host = '', written] = pattern.exec(url) ?? [];
  if (scheme === undefined) return undefined;
  const secure = scheme === 'mqtts';
  const port = written === undefined ? defaultPort(secure) : Number(written);
  return port >= 1 && port <= 65_535 ? { secure, host: host.replace(/^\[|\]$/g, ''), port } : undefined;
}

/** What the address would have to be, undefined when it is right. */
export function uplinkUrlFault(url: string): string | undefined {
  if (parseUplinkUrl(url)) return undefined;
  const form = 'mqtt://host[:port] or mqtts://host[:port]';
  if (url.includes('@')) {
    return `${form}; the user belongs in uplink.username, the password in a file that uplink.passwordFile names`;
  }
  if (!/^mqtts?:\/\//.test(url)) return `${form} (with TLS)`;
  if (/^\w+:\/\/[^/?#]+[/?#]/.test(url)) return `${form} and nothing behind it: MQTT has no path`;
  return `${form} with a host name or IP address (IPv6 in brackets) and a port from 1 to 65535`;
}

function defaultPort(secure: boolean): number {
  return secure ? 8_883 : 1_883;
}
