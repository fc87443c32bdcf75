import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configDigest } from '../../../gateway/config/digest.js';
import { formatProblem } from '../../../gateway/config/load.js';
import { describePlan, planOf } from '../../../gateway/config/plan.js';
import { authority, certificate, encryptedKey, foreignKey, privateKey, shortAuthority } from './certificates.js';
import { head, load, loaded, mistakesInFile } from './fixtures.js';

/** The lines of `tls` start at 7. */
const withTls = (...lines: string[]) =>
  [`${head}uplink:`, '  url: mqtts://centre', '  tls:', ...lines.map((line) => `    ${line}`), ''].join('\n');
const all = withTls('caFile: tls/ca.pem', 'certFile: tls/gw.pem', 'keyFile: tls/gw.key');
const [caFile, certFile, keyFile] = [resolve('tls/ca.pem'), resolve('tls/gw.pem'), resolve('tls/gw.key')];
const sound = { [caFile]: authority, [certFile]: certificate, [keyFile]: privateKey };
const today = Date.parse('2026-12-01T00:00:00Z');

const noCertificate = 'a PEM file with certificates (-----BEGIN CERTIFICATE-----)';
const noKey = 'a PEM file with a private key that is not encrypted (-----BEGIN PRIVATE KEY-----)';

describe('the TLS files of the uplink', () => {
  test('are read from beside the configuration', async () => {
    const { config } = await loaded(all, sound);
    expect(config.uplink?.tls).toStrictEqual({ ca: authority, cert: certificate, key: privateKey });
  });

  test('may hold texts around the certificates, and several of them', async () => {
    const bundle = `Subject: Test authority\r\n${authority.replaceAll('\n', '\r\n')}\n# 旧的\n${shortAuthority}`;
    const { config } = await loaded(withTls('caFile: tls/ca.pem'), { [caFile]: bundle });
    expect(config.uplink?.tls).toStrictEqual({ ca: bundle });
  });

  test('are not needed: the authorities of the system do', async () => {
    const { config } = await loaded(`${head}uplink: { url: mqtts://centre, tls: {} }\n`);
    expect(config.uplink).not.toHaveProperty('tls');
  });

  test.each([
    ['an empty file', ''],
    ['a key', privateKey],
    ['a DER file', '0\x82\x01\x0a'],
    ['a cut file', authority.slice(0, 300)],
    ['a block with rubbish in it', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
  ])('%s is no certificate', async (_what, content) => {
    expect(await mistakesInFile(all, { ...sound, [caFile]: content, [certFile]: content })).toEqual([
      `x.yaml:7 uplink.tls.caFile: found a file without a certificate (${caFile}), allowed: ${noCertificate}`,
      `x.yaml:8 uplink.tls.certFile: found a file without a certificate (${certFile}), allowed: ${noCertificate}`,
    ]);
  });

  test.each([
    ['a certificate', certificate],
    ['an encrypted key', encryptedKey],
    ['an empty file', ''],
  ])('%s is no key', async (_what, content) => {
    expect(await mistakesInFile(all, { ...sound, [keyFile]: content })).toEqual([
      `x.yaml:9 uplink.tls.keyFile: found a file without such a key (${keyFile}), allowed: ${noKey}`,
    ]);
  });

  test('the key belongs to the certificate', async () => {
    expect(await mistakesInFile(all, { ...sound, [keyFile]: foreignKey })).toEqual([
      `x.yaml:9 uplink.tls.keyFile: found the key of another certificate (${keyFile}), allowed: the private key of the first certificate in certFile`,
    ]);
  });

  test('that do not exist are named, each', async () => {
    expect(await mistakesInFile(all, {})).toEqual(
      [
        [7, 'caFile', caFile],
        [8, 'certFile', certFile],
        [9, 'keyFile', keyFile],
      ].map(
        ([line, name, file]) =>
          `x.yaml:${line} uplink.tls.${name}: found no such file (${file}), allowed: a file that can be read`,
      ),
    );
  });

  test('of certificate and key neither comes alone', async () => {
    expect(await mistakesInFile(withTls('certFile: tls/gw.pem'), sound)).toEqual([
      'x.yaml:6 uplink.tls.keyFile: found certFile without keyFile, allowed: both, or neither',
    ]);
    expect(await mistakesInFile(withTls('keyFile: tls/gw.key'), sound)).toEqual([
      'x.yaml:6 uplink.tls.certFile: found keyFile without certFile, allowed: both, or neither',
    ]);
  });

  test('say nothing without TLS', async () => {
    expect(await mistakesInFile(all.replace('mqtts:', 'mqtt:'), sound)).toEqual([
      'x.yaml:6 uplink.tls: found tls beside "mqtt://centre", allowed: tls only with mqtts://',
    ]);
  });
});

describe('the days of a certificate', () => {
  const said = (files: Record<string, string>, now?: string) =>
    mistakesInFile(all, { ...sound, ...files }, now === undefined ? undefined : Date.parse(now));

  test('are right', async () => {
    expect(await said({}, '2026-12-01T00:00:00Z')).toEqual([]);
    expect(await said({}, '2126-10-29T00:00:00Z')).toEqual([]);
  });

  test('are over', async () => {
    const allowed = 'a certificate that is valid today, 2127-01-01';
    expect(await said({}, '2127-01-01T00:00:00Z')).toEqual([
      `x.yaml:7 uplink.tls.caFile: found a certificate that ended on 2126-10-30 (${caFile}), allowed: ${allowed}`,
      `x.yaml:8 uplink.tls.certFile: found a certificate that ended on 2126-10-30 (${certFile}), allowed: ${allowed}`,
    ]);
  });

  test('have not begun', async () => {
    const allowed = 'a certificate that is valid today, 2026-01-01';
    expect(await said({ [caFile]: shortAuthority }, '2026-01-01T00:00:00Z')).toEqual([
      `x.yaml:7 uplink.tls.caFile: found a certificate that begins on 2026-11-23 (${caFile}), allowed: ${allowed}`,
      `x.yaml:8 uplink.tls.certFile: found a certificate that begins on 2026-11-23 (${certFile}), allowed: ${allowed}`,
    ]);
  });

  test('of several authorities may be over, while one is valid', async () => {
    const now = '2027-01-01T00:00:00Z';
    expect(await said({ [caFile]: shortAuthority + authority }, now)).toEqual([]);
    expect(await said({ [caFile]: shortAuthority }, now)).toHaveLength(1);
  });

  test('count for every certificate that the gateway shows of itself', async () => {
    const chain = certificate + shortAuthority;
    expect(await said({ [certFile]: chain }, '2027-01-01T00:00:00Z')).toEqual([
      `x.yaml:8 uplink.tls.certFile: found a certificate that ended on 2026-12-03 (${certFile}), allowed: a certificate that is valid today, 2027-01-01`,
    ]);
  });

  test('are not looked at by a gateway that starts: its clock may be wrong, and its branch waits', async () => {
    expect(await said({ [caFile]: shortAuthority })).toEqual([]);
  });
});

describe('what the files hold', () => {
  const text = `${all}  username: gw\n  passwordFile: pw\n`;
  const files = { ...sound, [resolve('pw')]: 'geheim\n' };
  const secrets = ['geheim', ...[privateKey, certificate, authority].map((pem) => pem.split('\n')[1]!)];
  const expectNoSecret = (said: string) => {
    for (const secret of secrets) expect(said).not.toContain(secret);
  };

  test('is not in what the gateway would do', async () => {
    const { config } = await loaded(text, files);
    expectNoSecret(JSON.stringify(planOf(config)) + describePlan(config).join());
  });

  test('is not in what it says of mistakes', async () => {
    const wrong = { ...files, [resolve('pw')]: 'geheim\ngeheim\n', [keyFile]: foreignKey };
    const result = await load(`${text}  nonsense: 1\n`, wrong, today);
    const said = result.ok ? [] : result.problems;
    expect(said).toHaveLength(3);
    expectNoSecret(JSON.stringify(said) + said.map(formatProblem).join());
    expect(JSON.stringify(said)).not.toContain(foreignKey.split('\n')[1]);
  });

  test('does not change the digest, but that there is such a file does', async () => {
    const digestOf = async (yaml: string, contents: Record<string, string>) =>
      configDigest((await loaded(yaml, contents)).config);
    const digest = await digestOf(text, files);
    const renewed = { ...files, [resolve('pw')]: 'neu', [caFile]: shortAuthority };
    expect(await digestOf(text, renewed)).toBe(digest);
    expect(await digestOf(text.replace('    caFile: tls/ca.pem\n', ''), files)).not.toBe(digest);
    expect(await digestOf(text.replace('username: gw', 'username: other'), files)).not.toBe(digest);
  });
});

describe('the plan of an uplink', () => {
  test('is one sentence', async () => {
    const body = `uplink:\n  url: mqtts://centre\n  username: gw\n  forward: [queue/#, { filter: ticket/#, chain: critical }]\n`;
    expect(describePlan((await loaded(head + body)).config)[2]).toBe(
      'carry its own messages, queue/# (event), ticket/# (critical) to mqtts://centre:8883 as b1-gw1 (user gw), keep up to 256 MB when it is away',
    );
  });

  test('is data for programs', async () => {
    const { config } = await loaded(`${head}uplink: { url: "mqtt://centre", outbox: { maxMegabytes: 8 } }\n`);
    expect(planOf(config).uplink).toStrictEqual({
      url: 'mqtt://centre:1883',
      clientId: 'b1-gw1',
      forward: [],
      maxOutboxBytes: 8_388_608,
    });
    expect(describePlan(config)[2]).toBe(
      'carry its own messages to mqtt://centre:1883 as b1-gw1, keep up to 8 MB when it is away',
    );
  });
});
