import { afterEach, describe, expect, it } from 'vitest';
import type { GatewayError } from '../../../../drivers/error.js';
import { terminalSnmp } from '../../../../drivers/terminal/snmp/index.js';
import { snmpOptions } from '../../../../drivers/terminal/snmp/options.js';
import { bench } from './bench.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const authKey = 'correct horse battery';
const privKey = 'staple of the branch';
const user = {
  name: 'monitor',
  auth: { protocol: 'sha256' as const, key: authKey },
  priv: { protocol: 'aes' as const, key: privKey },
};
const files = { auth: authKey, priv: privKey, wrong: 'another pass phrase', short: 'short', community: 'branch-ro' };
const v3 = { user: 'monitor', authKeyFile: 'auth', privKeyFile: 'priv' };

type V3 = NonNullable<Parameters<typeof snmpOptions.parse>[0] & object>;
async function tried(options: V3, unit: Parameters<typeof bench>[1] = {}): Promise<string> {
  const stand = await bench(ends, { unit: { users: [user] }, ...unit, options: options as never, files });
  const outcome = stand.session.identify().then(
    () => 'answered',
    (error: GatewayError) => {
      expect(error.contactAlarm).toBe('terminal-monitoring-silent');
      return error.message;
    },
  );
  return stand.clock.finish(outcome, 100);
}

describe('version 3', () => {
  it.each([
    ['authPriv, SHA-256 and AES', user, v3],
    [
      'authPriv, SHA-512 and AES-256',
      { ...user, auth: { protocol: 'sha512', key: authKey }, priv: { protocol: 'aes256b', key: privKey } },
      { ...v3, authProtocol: 'sha512', privProtocol: 'aes256b' },
    ],
    [
      'authNoPriv, SHA-1',
      { name: 'monitor', auth: { protocol: 'sha', key: authKey } },
      { user: 'monitor', authProtocol: 'sha', authKeyFile: 'auth', privProtocol: 'none' },
    ],
    ['noAuth, when it is said', { name: 'open' }, { user: 'open', authProtocol: 'none', privProtocol: 'none' }],
  ])('%s', async (_what, agentUser, ours) => {
    expect(await tried({ v3: ours } as never, { unit: { users: [agentUser as never] } })).toBe('answered');
  });

  it.each([
    ['a wrong authentication key', { ...v3, authKeyFile: 'wrong' }],
    ['a wrong authentication protocol', { ...v3, authProtocol: 'sha512' }],
    ['a wrong encryption key', { ...v3, privKeyFile: 'wrong' }],
  ])('%s: "no answer, credentials?", and never a lost device while TCP answers', async (_what, ours) => {
    expect(await tried({ v3: ours } as never)).toContain('no answer, credentials?');
  });

  it('an unknown user is told by name', async () => {
    expect(await tried({ v3: { ...v3, user: 'nobody' } } as never)).toContain(
      'the agent does not know the user "nobody"',
    );
  });

  it('less than the agent wants of this user is told', async () => {
    const ours = { user: 'monitor', authKeyFile: 'auth', privProtocol: 'none' };
    expect(await tried({ v3: ours } as never)).toContain('no answer, credentials?');
  });

  it('a restart of the agent (another count of boots) costs at most one poll', async () => {
    const stand = await bench(ends, { unit: { users: [user] }, options: { v3 } as never, files });
    await stand.identify();
    await stand.poll();
    await stand.act('reboot');
    await stand.clock.finish(
      stand.session.poll().catch(() => undefined),
      100,
    );
    expect(await stand.poll()).toEqual([]);
  });

  it('no secret is in any text', async () => {
    for (const ours of [v3, { ...v3, authKeyFile: 'wrong' }, { ...v3, privKeyFile: 'wrong' }]) {
      const text = await tried({ v3: ours } as never);
      for (const secret of [authKey, privKey, files.wrong]) expect(text).not.toContain(secret);
    }
  });
});

describe('version 2c', () => {
  it('a community of a file; a wrong one is silence', async () => {
    const options = { v2c: { communityFile: 'community' } };
    expect(await tried(options as never, { unit: { community: 'branch-ro' } })).toBe('answered');
    const text = await tried(options as never, { unit: { community: 'other' } });
    expect(text).toContain('no answer, credentials? 2 × 2000 ms');
    expect(text).not.toContain('branch-ro');
  });
});

it('a secret that is too short or not there is told as such, and the host is not lost for it', async () => {
  expect(await tried({ v3: { ...v3, authKeyFile: 'short' } } as never)).toContain(
    'v3.authKeyFile: the pass phrase has 5 characters, allowed are 8 or more',
  );
  expect(await tried({ v3: { ...v3, privKeyFile: 'nowhere' } } as never)).toContain('nowhere');
});

describe('options', () => {
  const base = { host: '10.0.0.9', v2c: { community: 'public' } };

  it('have the defaults of terminal-health.md 2.4', () => {
    expect(snmpOptions.parse(base)).toMatchObject({
      port: 161,
      timeoutMs: 2_000,
      retries: 1,
      pollIntervalMs: 60_000,
      maxRepetitions: 20,
      profile: 'host',
      roles: 'auto',
    });
    expect(snmpOptions.parse({ host: 'x', v3 }).v3).toMatchObject({ authProtocol: 'sha256', privProtocol: 'aes' });
  });

  it.each([
    [{ host: 'x' }, 'needs v2c or v3, and not both'],
    [{ ...base, v3 }, 'needs v2c or v3, and not both'],
    [{ host: 'x', v2c: {} }, 'needs communityFile, or community: public'],
    [{ host: 'x', v2c: { community: 'secret' } }, 'public'],
    [{ host: 'x', v3: { user: 'a' } }, 'authKeyFile'],
    [{ host: 'x', v3: { user: 'a', authKeyFile: 'k' } }, 'privKeyFile'],
    [{ host: 'x', v3: { user: 'a', authProtocol: 'none', privKeyFile: 'k' } }, 'none is all there is'],
    [{ host: 'x', v3: { user: 'a', authProtocol: 'none', authKeyFile: 'k', privProtocol: 'none' } }, 'not used'],
    [{ ...base, retries: 9 }, 'retries'],
    [{ ...base, community: 'public' }, 'community'],
    [{ ...base, roles: [] }, 'roles'],
  ])('%j is refused', (options, message) => {
    const result = snmpOptions.safeParse(options);
    expect(JSON.stringify(result.error?.issues)).toContain(message);
  });

  it('the contact alarm is that of what the device is, and every alarm of it is declared', () => {
    const declared = [terminalSnmp.contact.alarm, ...terminalSnmp.alarms.map(({ type }) => type)];
    for (const [profile, alarm] of [
      ['host', 'terminal-unreachable'],
      ['printer', 'printer-offline'],
      ['ups', 'ups-unreachable'],
    ]) {
      expect(terminalSnmp.contactAlarm?.(snmpOptions.parse({ ...base, profile }))).toBe(alarm);
      expect(declared).toContain(alarm);
    }
  });

  it('names its files, so that check can tell a missing one', () => {
    expect(terminalSnmp.files?.(snmpOptions.parse({ host: 'x', v3 }))).toEqual([
      { field: ['v3', 'authKeyFile'], name: 'auth', kind: 'secret' },
      { field: ['v3', 'privKeyFile'], name: 'priv', kind: 'secret' },
    ]);
    expect(terminalSnmp.files?.(snmpOptions.parse(base))).toEqual([]);
  });
});
