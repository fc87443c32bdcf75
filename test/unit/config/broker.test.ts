import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configDigest } from '../../../gateway/config/digest.js';
import { head, loaded, mistakesIn, mistakesInFile } from './fixtures.js';

const password = (name: string) => resolve(name);

describe('the broker', () => {
  test('listens on this machine only when nothing is said', async () => {
    expect((await loaded(head)).config.broker).toEqual({
      host: '127.0.0.1',
      port: 1883,
      maxPacketBytes: 1_048_576,
      maxClients: 100,
      wrongLogins: 5,
      accounts: [],
    });
  });

  test.each(['127.0.0.1', '127.8.9.1', '"::1"', 'localhost', 'LOCALHOST'])('needs no users on %s', async (host) => {
    expect(await mistakesIn(`broker: { host: ${host} }\n`)).toEqual([]);
  });

  test.each(['0.0.0.0', '::', '192.168.1.5', 'gateway.branch.local', '128.0.0.1', '127.0.0.1.evil.example'])(
    'refuses %s without users',
    async (host) => {
      expect(await mistakesIn(`broker:\n  host: "${host}"\n  users: []\n`)).toEqual([
        `x.yaml:5 broker.host: found "${host}" without broker.users, allowed: a loopback address (127.0.0.1, ::1, localhost), or any address together with broker.users`,
      ]);
    },
  );

  test('takes a LAN address with users', async () => {
    const text = `${head}broker: { host: 192.168.1.5, users: [{ name: queue, passwordFile: pw }] }\n`;
    const { config } = await loaded(text, { [password('pw')]: 'geheim\n' });
    expect(config.broker.accounts).toEqual([{ name: 'queue', password: 'geheim' }]);
    expect(config.broker).not.toHaveProperty('users');
  });

  test('refuses one port for MQTT and WebSocket, the default one too', async () => {
    expect(await mistakesIn('broker:\n  websocketPort: 1883\n')).toEqual([
      'x.yaml:5 broker.websocketPort: found 1883, allowed: a port of its own. broker.port uses it already',
    ]);
  });

  test('refuses two users of one name', async () => {
    const users = 'broker:\n  users:\n    - { name: a, passwordFile: pw }\n    - { name: a, passwordFile: pw }\n';
    expect(await mistakesInFile(head + users, { [password('pw')]: 'x' })).toEqual([
      'x.yaml:7 broker.users[1].name: found "a", allowed: a name that no other user has. broker.users[0] has it already',
    ]);
  });
});

describe('a password file', () => {
  const body = 'broker:\n  users:\n    - name: a\n      passwordFile: secrets/pw\n';
  const file = password('secrets/pw');
  const onlyLine = 'a file with the password on its only line';

  test('is looked for beside the configuration, wherever the program was started', async () => {
    const { loadConfig } = await import('../../../gateway/config/load.js');
    const asked: string[] = [];
    await loadConfig('/etc/branch-gateway/x.yaml', {
      drivers: [],
      readFile: async (path) => {
        asked.push(path);
        return Buffer.from(head + body);
      },
    });
    expect(asked).toEqual(['/etc/branch-gateway/x.yaml', '/etc/branch-gateway/secrets/pw']);
  });

  test.each([
    ['geheim', 'geheim'],
    ['geheim\n', 'geheim'],
    ['geheim\r\n', 'geheim'],
    ['\ufeffgeheim\n', 'geheim'],
    [' spaces stay ', ' spaces stay '],
    ['密码', '密码'],
  ])('%j is the password %j', async (content, expected) => {
    const { config } = await loaded(head + body, { [file]: content });
    expect(config.broker.accounts).toEqual([{ name: 'a', password: expected }]);
  });

  test.each([
    ['', 'an empty file', onlyLine],
    ['\n', 'an empty file', onlyLine],
    ['  \r\n', 'an empty file', onlyLine],
    ['one\ntwo\n', 'a file of several lines', onlyLine],
    ['x'.repeat(1_025), 'a file over 1024 bytes', '1024 bytes at most'],
  ])('%j is refused', async (content, found, allowed) => {
    expect(await mistakesInFile(head + body, { [file]: content })).toEqual([
      `x.yaml:7 broker.users[0].passwordFile: found ${found} (${file}), allowed: ${allowed}`,
    ]);
  });

  test('that does not exist is named', async () => {
    expect(await mistakesIn(body)).toEqual([
      `x.yaml:7 broker.users[0].passwordFile: found no such file (${file}), allowed: a file that can be read`,
    ]);
  });

  test('of a good user is checked beside a bad one', async () => {
    const users =
      'broker:\n  users:\n    - { name: "a b", passwordFile: secrets/pw }\n    - { name: c, passwordFile: none }\n';
    expect(await mistakesInFile(head + users, { [file]: 'x' })).toEqual([
      'x.yaml:6 broker.users[0].name: found "a b", allowed: MQTT user name, 1 to 64 characters without spaces',
      `x.yaml:7 broker.users[1].passwordFile: found no such file (${password('none')}), allowed: a file that can be read`,
    ]);
  });

  test('leaves no trace in messages or in the digest', async () => {
    const refused = await mistakesInFile(`${head}${body}nonsense: 1\n`, { [file]: 'geheim' });
    expect(refused.join()).not.toContain('geheim');
    const [one, other] = await Promise.all(['a', 'b'].map((secret) => loaded(head + body, { [file]: secret })));
    expect(configDigest(one!.config)).toBe(configDigest(other!.config));
  });
});
