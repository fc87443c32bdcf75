import { afterEach, describe, expect, it } from 'vitest';
import { type ModuleStand, moduleStand } from '../module-stand.js';

const stands: ModuleStand[] = [];
afterEach(async () => {
  for (const stand of stands.splice(0)) await stand.end();
});

type Json = Record<string, unknown>;

async function open(options: Json = {}, unit: Json = {}) {
  const stand = await moduleStand('cctalk', { mode: 'own-bus', ...options }, unit);
  stands.push(stand);
  await stand.until(() => stand.state()['operating'] === 'online');
  return stand;
}
const bill = { devices: ['bill'] };
const online = (stand: ModuleStand) => stand.state()['operating'];

describe('the rows of 9.4 by self-check, from the module to the alarm and back', () => {
  it.each([
    [45, undefined, 'cash-acceptor-full major'],
    [44, undefined, 'cash-acceptor-box-removed critical'],
    [39, undefined, 'cash-acceptor-jam major'],
    ...[1, 9, 30, 33, 34, 35, 36, 37, 38, 41, 54, 55, 56].map(
      (code) => [code, code === 36 ? 3 : undefined, 'cash-acceptor-fault major'] as const,
    ),
    // In no row: told, and not made more of.
    [2, undefined, 'cash-acceptor-fault warning'],
    [255, undefined, 'cash-acceptor-fault warning'],
    [99, undefined, 'cash-acceptor-fault warning'],
  ] as const)('fault %d %s → %s', async (code, extra, alarm) => {
    const stand = await open({}, bill);
    await stand.seconds(31);
    expect(stand.raised()).toEqual([]);
    await stand.act('fault', { code, ...(extra !== undefined && { extra }) });
    await stand.until(() => stand.raised().length > 0);
    expect(stand.raised()).toEqual([alarm]);
    const detail = stand.modules()['cash-acceptor']!.detail!;
    expect(detail).toContain(extra === undefined ? `self-check ${code}:` : `self-check ${code} no. ${extra}:`);
    expect(stand.modules()['cash-acceptor']!.status).toBe(alarm.endsWith('warning') ? 'warn' : 'fail');
    expect(stand.state()['service']).toBe('degraded');
    await stand.act('fault', { code: 0 });
    await stand.until(() => stand.raised().length === 0);
    expect(stand.raised()).toEqual([]);
    expect(stand.modules()['cash-acceptor']).toEqual({ status: 'ok', source: 'cctalk' });
    expect(stand.state()['service']).toBe('in-service');
  });

  it.each([10, 23, 24, 25])('fault %d of a hopper → cash-dispenser-fault', async (code) => {
    const stand = await open({ devices: [{ address: 3 }] }, { devices: ['hopper'] });
    await stand.act('fault', { device: 'hopper', code });
    await stand.until(() => stand.raised().length > 0);
    expect(stand.raised()).toEqual(['cash-dispenser-fault major']);
    await stand.act('fault', { device: 'hopper', code: 0 });
    await stand.until(() => stand.raised().length === 0);
    expect(stand.raised()).toEqual([]);
  });

  it('a full box that is taken out is not full any more, and a full one that is back is in', async () => {
    const stand = await open({}, bill);
    await stand.act('fault', { code: 45 });
    await stand.seconds(60);
    expect(stand.raised()).toEqual(['cash-acceptor-full major']);
    await stand.act('fault', { code: 44 });
    await stand.seconds(45);
    expect(stand.raised()).toEqual(['cash-acceptor-box-removed critical']);
    await stand.act('fault', { code: 45 });
    await stand.seconds(45);
    expect(stand.raised()).toEqual(['cash-acceptor-full major']);
  });

  it('what a self-check does not name goes on until all is in order', async () => {
    const stand = await open({}, bill);
    await stand.act('fault', { code: 44 });
    await stand.seconds(60);
    await stand.act('fault', { code: 36, extra: 1 });
    await stand.seconds(60);
    expect(stand.raised()).toEqual(['cash-acceptor-box-removed critical', 'cash-acceptor-fault major']);
    await stand.act('fault', { code: 0 });
    await stand.seconds(60);
    expect(stand.raised()).toEqual([]);
  });

  it('two modules of one kind of alarm have one each', async () => {
    const stand = await open({ devices: [{ address: 40 }, { address: 2 }] });
    await stand.act('fault', { device: 'bill', code: 1 });
    await stand.act('fault', { device: 'coin', code: 3 });
    await stand.seconds(60);
    expect(stand.raised()).toEqual(['cash-acceptor-fault major', 'cash-acceptor-fault/coin-acceptor warning']);
  });
});

describe('who is there', () => {
  it('is told, with what it is', async () => {
    const stand = await open({}, bill);
    expect(stand.state()).toMatchObject({ reachable: true, service: 'in-service' });
    expect(stand.modules()).toEqual({
      'cash-acceptor': {
        status: 'ok',
        detail: 'present; its first self-check is still to come',
        source: 'cctalk',
      },
    });
    const requests = stand.view()['requests'] as Record<string, number>;
    expect(
      Object.keys(requests)
        .map(Number)
        .sort((a, b) => a - b),
    ).toEqual([4, 192, 241, 242, 244, 245, 246, 249, 254]);
  });

  it('speaks the CRC variant where it is set', async () => {
    const stand = await open({ checksum: 'crc' }, { ...bill, checksum: 'crc' });
    await stand.act('fault', { code: 39 });
    await stand.until(() => stand.raised().length > 0);
    expect(stand.raised()).toEqual(['cash-acceptor-jam major']);
  });

  it('works with an adapter that hides the echo, and says so where the option is wrong', async () => {
    const hidden = await open({ echo: false }, { ...bill, echo: false });
    expect(online(hidden)).toBe('online');
    // The option is wrong and does no harm: our own question is no other host's.
    expect(online(await open({ echo: false }, bill))).toBe('online');
    const stand = await open({}, { ...bill, echo: false });
    expect(online(stand)).toBe('offline');
    expect(stand.state()['reason']).toContain('option echo: false');
  });

  it('one of two that is gone has an alarm of its own; when it is back it clears', async () => {
    const stand = await open({ devices: [{ address: 40 }, { address: 2 }] });
    await stand.act('absent', { device: 'coin' });
    await stand.seconds(30);
    expect(stand.raised()).toEqual(['terminal-module-unreachable/coin-acceptor major']);
    expect(stand.modules()['coin-acceptor']).toMatchObject({ status: 'fail', detail: 'address 2 does not answer' });
    expect(stand.state()).toMatchObject({ operating: 'online', service: 'degraded', reachable: true });
    await stand.act('absent', { device: 'coin', on: false });
    await stand.seconds(30);
    expect(stand.raised()).toEqual([]);
  });

  it("one lost answer is nobody's alarm, busy is an answer, and so is NAK", async () => {
    const stand = await open({}, bill);
    for (const wrong of ['none', 'busy', 'nak']) {
      await stand.act('answer', { with: wrong, times: 1 });
      await stand.seconds(15);
    }
    await stand.act('cut', { bytes: 3, times: 1 });
    await stand.seconds(15);
    expect([online(stand), stand.raised()]).toEqual(['online', []]);
  });

  it('busy for two minutes is worth a warning, not before', async () => {
    const stand = await open({}, bill);
    await stand.seconds(40);
    await stand.act('answer', { with: 'busy', times: 1_000_000 });
    await stand.seconds(110);
    expect(stand.raised()).toEqual([]);
    await stand.seconds(40);
    expect(stand.raised()).toEqual(['cash-acceptor-fault warning']);
    await stand.act('answer', { with: 'busy', times: 0 });
    await stand.seconds(30);
    expect(stand.raised()).toEqual([]);
  });
});

describe('contact', () => {
  it('lost with alarms on: none clears, all are unverified; verified again when it is back', async () => {
    const stand = await open({}, bill);
    await stand.act('fault', { code: 44 });
    await stand.seconds(60);
    await stand.act('fault', { code: 36, extra: 2 });
    await stand.seconds(60);
    await stand.act('absent');
    await stand.seconds(60);
    const verified = () =>
      stand
        .records()
        .filter((record) => !record['is-cleared'])
        .map((record) => `${record['alarm-type-id']} ${record['x-verified']}`)
        .sort();
    expect(verified()).toEqual([
      'cash-acceptor-box-removed false',
      'cash-acceptor-fault false',
      'terminal-module-unreachable true',
    ]);
    expect(stand.state()).toMatchObject({ operating: 'offline', reachable: false });
    await stand.act('absent', { on: false });
    await stand.seconds(180);
    // The box was out before: the self-check names the sensor alone, and nobody has said that the box is in.
    expect(verified()).toEqual(['cash-acceptor-box-removed false', 'cash-acceptor-fault true']);
    await stand.act('fault', { code: 0 });
    await stand.seconds(60);
    expect(verified()).toEqual([]);
  });

  it('over a restart of the gateway alarms stay, until a self-check tells', async () => {
    const stand = await open({}, bill);
    await stand.act('fault', { code: 39 });
    await stand.seconds(60);
    await stand.restart();
    await stand.seconds(20);
    expect(stand.raised()).toEqual(['cash-acceptor-jam major']);
    await stand.act('fault', { code: 0 });
    await stand.seconds(60);
    expect(stand.raised()).toEqual([]);
  });
});

describe('the wire', () => {
  it('a garbled echo is noticed as a collision', async () => {
    const stand = await open({}, bill);
    stand.simulator.setFaults({ echo: false });
    await stand.seconds(30);
    expect(stand.state()['operating']).toBe('offline');
    expect(stand.state()['reason']).toMatch(
      /came back damaged at byte 0 .*somebody else speaks on the wire, or it is shorted/,
    );
    stand.simulator.setFaults({ echo: true });
    await stand.seconds(120);
    expect(online(stand)).toBe('online');
  });

  it('a dead wire gives nothing back, not even our own bytes', async () => {
    const stand = await open({}, bill);
    stand.simulator.setFaults({ silent: true, echo: false });
    await stand.act('absent');
    await stand.seconds(30);
    expect(stand.state()['reason']).toMatch(/only 0 of our own 5 bytes came back .*the data wire is cut or held/);
  });

  it('another host on it: not a byte more is sent', async () => {
    const stand = await open({}, bill);
    await stand.act('host-polls', { intervalMs: 200 });
    await stand.seconds(10);
    const sent = stand.wire.sent.length;
    await stand.seconds(300);
    expect(stand.wire.sent.length).toBe(sent);
    expect(online(stand)).toBe('offline');
    expect(stand.state()['reason']).toContain('use mode: tap');
    await stand.act('host-polls', { on: false });
    await stand.seconds(240);
    expect(online(stand)).toBe('online');
  });

  it('is listened to before the first word', async () => {
    const stand = await moduleStand('cctalk', { mode: 'own-bus' }, bill);
    stands.push(stand);
    await stand.act('host-polls', { intervalMs: 200 });
    await stand.seconds(60);
    expect(stand.wire.sent).toEqual([]);
  });

  it.each([{ splitBytes: 1 }, { lateMs: 100 }])('answers with %j are taken', async (knob) => {
    const stand = await open({}, bill);
    stand.simulator.setFaults(knob);
    await stand.act('fault', { code: 45 });
    await stand.seconds(90);
    expect([online(stand), stand.raised()]).toEqual(['online', ['cash-acceptor-full major']]);
  });

  it.each([{ flipBit: true }, { wrongAddress: true }, { lateMs: 600 }])('answers with %j are none', async (knob) => {
    const stand = await open({}, bill);
    stand.simulator.setFaults(knob);
    await stand.seconds(90);
    expect([online(stand), stand.raised()]).toEqual(['offline', ['terminal-module-unreachable major']]);
  });
});

describe('commands', () => {
  it('probe asks now', async () => {
    const stand = await open({}, bill);
    const before = stand.wire.sent.length;
    const probing = stand.command('probe');
    expect(await stand.clock.finish(probing, 10)).toMatchObject({
      reachable: true,
      modules: { 'cash-acceptor': { status: 'ok' } },
    });
    expect(stand.wire.sent.length).toBe(before + 1);
  });
});
