import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../drivers/clock.js';
import type { GatewayError } from '../../drivers/error.js';
import { snmpOptions } from '../../drivers/terminal/snmp/options.js';
import { SnmpSession } from '../../drivers/terminal/snmp/session.js';
import { createTrapPost } from '../../drivers/terminal/snmp/trap-post.js';
import { freePort } from '../support/free-port.js';
import { recordingContext } from '../support/recording-context.js';
import { type Snmpd, snmpdIn, snmpdSecrets } from '../support/snmpd.js';

/* Debian's snmpd and snmptrap are an agent that has never seen our code; what is no MIB of its own it tells by pass_persist. */

const { community, user, auth, priv } = snmpdSecrets;
const files = { community, auth, priv, wrong: 'another pass phrase' };
const v2c = { v2c: { communityFile: 'community' } };
const v3 = { v3: { user, authKeyFile: 'auth', privKeyFile: 'priv' } };

const folder = mkdtempSync(join(tmpdir(), 'snmpd-'));
const sessions: SnmpSession[] = [];
let agent: Snmpd;

beforeAll(async () => {
  agent = await snmpdIn(folder);
});
afterAll(async () => {
  await agent.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => agent.tell([]));
afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close();
});

function open(options: object) {
  const parsed = snmpOptions.parse({ host: '127.0.0.1', port: agent.port, aliveTcpPorts: [1], ...options });
  const { context, seen } = recordingContext<typeof parsed, 'none'>({ options: parsed, link: undefined, files });
  const session = new SnmpSession({ ...context, clock: systemClock, traps: createTrapPost() });
  sessions.push(session);
  const active = async () => {
    seen.alarms.length = 0;
    await session.poll();
    return seen.alarms.filter((alarm) => alarm.active).map(({ type }) => type);
  };
  return { session, seen, active };
}

const hr = '1.3.6.1.2.1.25.3.5.1';
const prt = '1.3.6.1.2.1.43';
const upsMib = '1.3.6.1.2.1.33.1';
const printerObjects = (errorState: string) => [
  `${hr}.1.1 integer 3`,
  `${hr}.2.1 octet ${errorState}`,
  `${prt}.5.1.1.16.1 string Statement Printer`,
  `${prt}.6.1.1.2.1.1 string Front`,
  `${prt}.6.1.1.3.1.1 integer 4`,
  `${prt}.11.1.1.6.1.1 string Toner`,
  `${prt}.11.1.1.8.1.1 integer 100`,
  `${prt}.11.1.1.9.1.1 integer -3`,
];
const alert = (index: number, code: number) => [
  `${prt}.18.1.1.2.1.${index} integer 3`,
  `${prt}.18.1.1.3.1.${index} integer 5`,
  `${prt}.18.1.1.4.1.${index} integer 13`,
  `${prt}.18.1.1.7.1.${index} integer ${code}`,
  `${prt}.18.1.1.8.1.${index} string Jam in the duplex unit`,
];
const upsObjects = (battery: number, source: number, alarm?: number) => [
  `${upsMib}.1.1.0 string Acme Power`,
  `${upsMib}.1.2.0 string A-1`,
  `${upsMib}.2.1.0 integer ${battery}`,
  `${upsMib}.2.3.0 integer 17`,
  `${upsMib}.4.1.0 integer ${source}`,
  ...(alarm === undefined ? [] : [`${upsMib}.6.2.1.2.1 objectid ${upsMib}.6.3.${alarm}`]),
];

describe.each([
  ['v2c', v2c],
  ['v3 authPriv, SHA-256 and AES', v3],
])('snmpd over %s', (_version, secrets) => {
  it('is a computer with disks, memory, load and a clock that is right', async () => {
    const { session, seen } = open(secrets);
    expect(await session.identify()).toMatchObject({ model: expect.stringContaining('Linux'), capabilities: ['host'] });
    await session.poll();
    expect(seen.state).toMatchObject({ reachable: true, modules: { host: { source: 'snmp' } } });
    expect(seen.measurements.at(-1)).toMatchObject({
      uptimeSeconds: expect.any(Number),
      clockOffsetSeconds: expect.toSatisfy((offset: number) => Math.abs(offset) <= 2),
    });
  });

  it('is a printer: error bits, alerts that vanish, levels', async () => {
    agent.tell([...printerObjects('44 00'), ...alert(7, 1_306)]);
    const { session, seen, active } = open({ ...secrets, profile: 'printer', roles: ['printer'] });
    expect(await session.identify()).toMatchObject({ model: 'Statement Printer' });
    expect(await active()).toEqual(['printer-paper-out', 'printer-paper-jam', 'printer-hardware-fault']);
    expect(seen.state).toMatchObject({
      printer: {
        errors: ['noPaper', 'jammed'],
        supplies: [{ name: 'Toner', someLeft: true }],
        alerts: ['prtAlert 1306 mediaPathJam, group 13 mediaPath, critical, fieldService: Jam in the duplex unit'],
      },
    });
    agent.tell(printerObjects('00'));
    expect(await active()).toEqual([]);
  });

  it('is a UPS: source, battery, a well-known alarm', async () => {
    agent.tell(upsObjects(3, 5, 8));
    const { session, active } = open({ ...secrets, profile: 'ups', roles: ['ups'] });
    expect(await session.identify()).toMatchObject({ model: 'Acme Power A-1' });
    expect((await active()).sort()).toEqual(['mains-lost-on-battery', 'ups-battery-low', 'ups-overload-or-bypass']);
    agent.tell(upsObjects(2, 3));
    expect(await active()).toEqual([]);
  });
});

it.each([
  ['a wrong community', { v2c: { community: 'public' } }, 'a wrong community'],
  ['an unknown user', { v3: { ...v3.v3, user: 'nobody' } }, 'does not know the user "nobody"'],
  [
    'a wrong authentication key',
    { v3: { ...v3.v3, authKeyFile: 'wrong' } },
    'authentication key or protocol of the user',
  ],
  ['a wrong encryption key', { v3: { ...v3.v3, privKeyFile: 'wrong' } }, ''],
  ['less than it wants of the user', { v3: { user, authKeyFile: 'auth', privProtocol: 'none' } }, 'the agent refuses'],
])('%s is told as such, and is no lost device', async (_what, secrets, text) => {
  const { session } = open({ ...secrets, timeoutMs: 500 });
  const error = await session.identify().then(
    () => expect.unreachable('was answered'),
    (failure: GatewayError) => failure,
  );
  expect(error.message).toContain(text);
  if (text !== 'the agent refuses') expect(error.message).toContain('no answer, credentials?');
  expect(error.contactAlarm).toBe('terminal-monitoring-silent');
});

const run = promisify(execFile);

it.each([
  ['v2c', v2c, ['-v', '2c', '-c', community]],
  [
    'v3',
    v3,
    [
      '-v',
      '3',
      '-e',
      '0x8000b98304686f7374',
      '-l',
      'authPriv',
      '-u',
      user,
      '-a',
      'SHA-256',
      '-A',
      auth,
      '-x',
      'AES',
      '-X',
      priv,
    ],
  ],
])('a trap of snmptrap over %s makes the driver ask at once', async (_version, secrets, how) => {
  const port = await freePort();
  agent.tell(printerObjects('00'));
  const { session, seen, active } = open({ ...secrets, profile: 'printer', roles: ['printer'], traps: { port } });
  await session.identify();
  expect(await active()).toEqual([]);
  agent.tell(printerObjects('40'));
  seen.alarms.length = 0;
  const send = (args: readonly string[]) =>
    run('snmptrap', [...args, `127.0.0.1:${port}`, '', '1.3.6.1.2.1.43.18.2.0.1'], {
      env: { ...process.env, MIBS: '', SNMP_PERSISTENT_DIR: join(folder, 'trap'), SNMPCONFPATH: folder },
    });
  await send(['-v', '2c', '-c', 'wrong']);
  await send(how);
  await expect
    .poll(() => seen.alarms.filter((alarm) => alarm.active).map(({ type }) => type), { timeout: 10_000 })
    .toEqual(['printer-paper-out']);
});
