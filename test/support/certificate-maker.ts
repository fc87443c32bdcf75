import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';

/** A key and its certificate, as PEM. */
export interface MadeCertificate {
  readonly key: string;
  readonly cert: string;
}

export interface Wanted {
  /** Host names and IPv4 addresses it is for; also its common name. */
  readonly names: readonly string[];
  /** Default 2020-01-01. */
  readonly from?: Date;
  /** Default 2120-01-01. */
  readonly until?: Date;
  /** Who signs it; default itself. */
  readonly by?: MadeCertificate & { readonly names: readonly string[] };
  readonly isAuthority?: boolean;
}

/** Makes an X.509 version 3 certificate (RFC 5280) with a new P-256 key; Node can read such, and cannot make them. */
export function makeCertificate(wanted: Wanted): MadeCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { names, from = new Date('2020-01-01'), until = new Date('2120-01-01'), by, isAuthority = false } = wanted;
  const issuer = by ? createPrivateKey(by.key) : privateKey;
  const body = sequence(
    tagged(0xa0, integer(2)),
    tlv(0x02, Buffer.concat([Buffer.from([0x01]), randomSerial()])),
    ecdsaWithSha256,
    nameOf(by?.names[0] ?? names[0] ?? ''),
    sequence(time(from), time(until)),
    nameOf(names[0] ?? ''),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...(isAuthority ? [authorityExtension] : []), alternativeNames(names))),
  );
  return { key: pemOf(privateKey), cert: pem('CERTIFICATE', sequence(body, ecdsaWithSha256, signature(body, issuer))) };
}

function tlv(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const tagged = tlv;
const sequence = (...parts: Uint8Array[]) => tlv(0x30, Buffer.concat(parts));
const integer = (value: number) => tlv(0x02, Buffer.from([value]));
const oid = (hex: string) => tlv(0x06, Buffer.from(hex, 'hex'));
const bits = (content: Uint8Array) => tlv(0x03, Buffer.concat([Buffer.from([0]), content]));
const octets = (content: Uint8Array) => tlv(0x04, content);
const randomSerial = () => Buffer.from(Array.from({ length: 8 }, () => Math.floor(Math.random() * 256)));

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const commonName = oid('550403');
/** Basic constraints, critical, with the flag of an authority. */
const authorityExtension = sequence(
  oid('551d13'),
  tlv(0x01, Buffer.from([0xff])),
  octets(sequence(tlv(0x01, Buffer.from([0xff])))),
);

const nameOf = (text: string) => sequence(tlv(0x31, sequence(commonName, tlv(0x0c, Buffer.from(text)))));

function alternativeNames(names: readonly string[]): Buffer {
  const general = names.map((name) =>
    isIP(name) === 4 ? tlv(0x87, Buffer.from(name.split('.').map(Number))) : tlv(0x82, Buffer.from(name)),
  );
  return sequence(oid('551d11'), octets(sequence(...general)));
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 section 4.1.2.5). */
function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/[-:T]|\.\d+/g, '')}`;
  return date.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}

const signature = (body: Uint8Array, key: KeyObject) => bits(sign('sha256', body, key));
const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
