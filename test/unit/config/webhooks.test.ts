import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configDigest } from '../../../gateway/config/digest.js';
import { describePlan } from '../../../gateway/config/plan.js';
import { authority, privateKey, shortAuthority } from './certificates.js';
import { head, load, loaded, mistakesIn, mistakesInFile } from './fixtures.js';

const secret = '0123456789abcdef';
const files = { [resolve('secret')]: `${secret}\n`, [resolve('ca.pem')]: authority };
const webhook = (rest: string) => `webhooks:\n  - { id: oncall, secretFile: secret, ${rest} }\n`;
const mistakes = (rest: string, more = {}) => mistakesInFile(head + webhook(rest), { ...files, ...more });

describe('a webhook', () => {
  test('has its defaults, and its secret from the file', async () => {
    const { config } = await loaded(head + webhook('url: "https://ops.example.com/in"'), files);
    expect(config.webhooks).toEqual([
      {
        id: 'oncall',
        url: 'https://ops.example.com/in',
        secret,
        about: ['notification', 'alarm-event'],
        minimumSeverity: 'warning',
        timeoutMs: 10_000,
        maxBytes: 4 * 1_048_576,
        maxAgeMs: 24 * 3_600_000,
      },
    ]);
  });

  test('none, or an empty list, is none', async () => {
    expect((await loaded(head)).config).not.toHaveProperty('webhooks');
    expect((await loaded(`${head}webhooks: []\n`)).config).not.toHaveProperty('webhooks');
  });

  test.each([
    ['https://u:p@ops.example.com/', 'without user and password'],
    ['https://@ops.example.com/', 'without user and password'],
    ['https://ops.example.com/#x', 'without a fragment'],
    ['https://ops.example.com:0/', 'a port from 1 to 65535'],
    ['https://ops.example.com:99999/', 'a URL without spaces'],
    ['https:// ops.example.com/', 'a URL without spaces'],
    ['https:\\\\\\\\ops.example.com', 'or http:// on this machine'],
    ['ftp://ops.example.com/', 'or http:// on this machine'],
    ['ops.example.com', 'or http:// on this machine'],
  ])('refuses the address %s', async (url, allowed) => {
    const [mistake, ...others] = await mistakes(`url: "${url}"`);
    expect(mistake).toMatch(/^x\.yaml:5 webhooks\[0\]\.url: found /);
    expect(mistake).toContain(allowed);
    expect(others).toEqual([]);
  });

  test.each(['127.0.0.1', 'localhost', '[::1]', '127.8.0.1'])('may speak plain HTTP to %s', async (host) => {
    expect(await mistakes(`url: "http://${host}:8080/in"`)).toEqual([]);
  });

  test('speaks plain HTTP to another machine only when that is wanted', async () => {
    const url = 'url: "http://10.20.0.9/in"';
    expect(await mistakes(url)).toEqual([
      'x.yaml:5 webhooks[0].url: found http:// to another machine, which everybody on the way could read, allowed: https://, or allowPlaintext: true where something else protects the way, e.g. a VPN',
    ]);
    expect(await mistakes(`${url}, allowPlaintext: true`)).toEqual([]);
  });

  test('has authorities of its own with https only, and good ones', async () => {
    const tls = 'tls: { caFile: ca.pem }';
    const { config } = await loaded(head + webhook(`url: "https://ops.example.com/in", ${tls}`), files);
    expect(config.webhooks?.[0]?.ca).toBe(authority);
    expect(await mistakes(`url: "http://localhost/in", ${tls}`)).toEqual([
      'x.yaml:5 webhooks[0].tls: found tls beside http://, allowed: tls only with https://',
    ]);
    const [wrong] = await mistakes(`url: "https://ops.example.com/in", ${tls}`, { [resolve('ca.pem')]: privateKey });
    expect(wrong).toMatch(/^x\.yaml:5 webhooks\[0\]\.tls\.caFile: found .*ca\.pem\)/);
    const late = await load(
      head + webhook(`url: "https://ops.example.com/in", ${tls}`),
      { ...files, [resolve('ca.pem')]: shortAuthority },
      Date.UTC(2027, 0, 1),
    );
    expect(late.ok).toBe(false);
  });

  test.each([
    ['', 'an empty file'],
    ['too-short-secret'.slice(1), 'a secret under 16 bytes'],
    ['two\nlines-of-a-secret-file', 'a file of several lines'],
  ])('refuses the secret %j without quoting it', async (text, found) => {
    const [mistake, ...others] = await mistakes('url: "https://ops.example.com/in"', { [resolve('secret')]: text });
    expect(mistake).toContain(`x.yaml:5 webhooks[0].secretFile: found ${found} (${resolve('secret')})`);
    if (text !== '') expect(mistake).not.toContain(text);
    expect(others).toEqual([]);
  });

  test('counts a secret in bytes, as it is', async () => {
    const own = '  密钥密钥 密 ';
    const { config } = await loaded(head + webhook('url: "https://ops.example.com/in"'), {
      [resolve('secret')]: `${own}\r\n`,
    });
    expect(config.webhooks?.[0]?.secret).toBe(own);
  });

  test('refuses what it does not know, the secret in the file itself, and what is out of range', async () => {
    expect(await mistakes('url: "https://ops.example.com/in", secret: abc')).toEqual([
      expect.stringMatching(/^x\.yaml:5 webhooks\[0\]\.secret: found an unknown key, allowed: id, url, secretFile/),
    ]);
    const wrong = 'about: [alarm], minimumSeverity: bad, timeoutSeconds: 0, maxMegabytes: 65, maxAgeHours: 0';
    const found = await mistakes(`url: "https://ops.example.com/in", ${wrong}`);
    expect(found.map((line) => /webhooks\[0\]\.(\w+)/.exec(line)?.[1])).toEqual([
      'about',
      'minimumSeverity',
      'timeoutSeconds',
      'maxMegabytes',
      'maxAgeHours',
    ]);
    expect(await mistakes('url: "https://ops.example.com/in", about: [notification, notification]')).toEqual([
      'x.yaml:5 webhooks[0].about[1]: found "notification", allowed: each topic once',
    ]);
  });

  test('has a name of its own, and there are at most eight', async () => {
    const entry = (id: string) => `  - { id: ${id}, url: "https://ops.example.com/in", secretFile: secret }\n`;
    expect(await mistakesInFile(`${head}webhooks:\n${entry('a')}${entry('a')}`, files)).toEqual([
      'x.yaml:6 webhooks[1].id: found "a", allowed: a name that no other webhook has. webhooks[0] has it already',
    ]);
    const nine = Array.from({ length: 9 }, (_, index) => entry(`w${index}`)).join('');
    expect(await mistakesInFile(`${head}webhooks:\n${nine}`, files)).toHaveLength(1);
  });

  test('is in the plan without its query; neither plan nor digest has the secret', async () => {
    const text = head + webhook('url: "https://ops.example.com/in?key=k1", minimumSeverity: major');
    const { config } = await loaded(text, files);
    const plan = describePlan(config).join('\n');
    expect(plan).toContain(
      'tell oncall at https://ops.example.com/in?… every notification and alarm-event of major alarms and above',
    );
    expect(plan).not.toContain('k1');
    const other = await loaded(text, { ...files, [resolve('secret')]: 'another-secret-16' });
    expect(configDigest(other.config)).toBe(configDigest(config));
    const moved = await loaded(text.replace('/in', '/out'), files);
    expect(configDigest(moved.config)).not.toBe(configDigest(config));
  });
});

describe('the HTTP end point', () => {
  const token = 'abcdefghij-._~+/==';

  test('is there when it is asked for, on this machine only', async () => {
    expect((await loaded(head)).config).not.toHaveProperty('http');
    expect((await loaded(`${head}http: {}\n`)).config.http).toEqual({ host: '127.0.0.1', port: 9_464 });
    expect(describePlan((await loaded(`${head}http: {}\n`)).config)).toContain(
      'show figures and health on http://127.0.0.1:9464, open to this machine',
    );
  });

  test('beyond this machine wants a token', async () => {
    expect(await mistakesIn('http:\n  host: 0.0.0.0\n')).toEqual([
      'x.yaml:5 http.host: found "0.0.0.0" without http.tokenFile, allowed: a loopback address (127.0.0.1, ::1, localhost), or any address together with http.tokenFile',
    ]);
    const text = `${head}http: { host: 0.0.0.0, tokenFile: token }\n`;
    const { config } = await loaded(text, { [resolve('token')]: `${token}\n` });
    expect(config.http).toEqual({ host: '0.0.0.0', port: 9_464, token });
    const other = await loaded(text, { [resolve('token')]: 'another-token-of-bytes' });
    expect(configDigest(other.config)).toBe(configDigest(config));
    expect(describePlan(config).at(-1)).toBe(
      'show figures and health on http://0.0.0.0:9464, figures with a token only',
    );
  });

  test.each([
    ['short', 'a token under 16 bytes'],
    ['0123456789 abcdef', 'a token with other characters'],
    ['0123456789=abcdef', 'a token with other characters'],
    ['密钥密钥密钥密钥', 'a token with other characters'],
  ])('refuses the token %j without quoting it', async (text, found) => {
    const [mistake] = await mistakesInFile(`${head}http: { tokenFile: token }\n`, { [resolve('token')]: text });
    expect(mistake).toContain(`x.yaml:4 http.tokenFile: found ${found} (${resolve('token')})`);
    expect(mistake).not.toContain(text);
  });

  test.each(['port: 1883', 'port: 1884'])('has a port of its own: %s', async (port) => {
    const [mistake] = await mistakesIn(`broker: { websocketPort: 1884 }\nhttp: { ${port} }\n`);
    expect(mistake).toMatch(
      /^x\.yaml:5 http\.port: found 188., allowed: a port of its own\. broker\..*ort uses it already$/,
    );
  });
});
