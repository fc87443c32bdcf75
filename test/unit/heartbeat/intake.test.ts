import { describe, expect, it } from 'vitest';
import type { Sender } from '../../../gateway/heartbeat/intake.js';
import { mqttHeartbeats } from '../../../gateway/heartbeat/mqtt.js';
import { garbage, garbageKinds } from '../../../simulators/terminal/heartbeat-garbage.js';
import { beatText, openIntake, token } from './support.js';

const http = (bearer?: string): Sender => ({ via: 'http', bearer, address: '10.0.0.7' });
const mqtt = (user?: string, retained = false): Sender => ({ via: 'mqtt', user, retained });

describe('who may report for a terminal', () => {
  it.each([
    ['over HTTP on loopback, a terminal without a token', {}, http(), undefined],
    ['the same, with some token', {}, http('anything'), undefined],
    ['over HTTP on the LAN, a terminal without a token', { httpIsLocal: false }, http(), 'forbidden'],
    ['the same, with some token', { httpIsLocal: false }, http(token), 'forbidden'],
    ['with its token', { token, httpIsLocal: false }, http(token), undefined],
    ['without its token', { token }, http(), 'unauthorised'],
    ['with an empty one', { token }, http(''), 'unauthorised'],
    ['with the beginning of it', { token }, http(token.slice(0, -1)), 'unauthorised'],
    ['with more than it', { token }, http(`${token}x`), 'unauthorised'],
    ['over MQTT without users', {}, mqtt(), undefined],
    ['over MQTT without users, though it has a token for HTTP', { token }, mqtt(), undefined],
    ['as the user named like it', { brokerHasUsers: true }, mqtt('kiosk-1'), undefined],
    ['as one of its users', { brokerHasUsers: true }, mqtt('vendor'), undefined],
    ['as the user of another terminal', { brokerHasUsers: true }, mqtt('kiosk-2'), 'forbidden'],
    ['as another user', { brokerHasUsers: true }, mqtt('queue'), 'forbidden'],
    ['as nobody', { brokerHasUsers: true }, mqtt(), 'forbidden'],
    ['as a user without a name', { brokerHasUsers: true }, mqtt(''), 'forbidden'],
    ['retained', {}, mqtt(undefined, true), 'forbidden'],
  ] as const)('%s', (_name, options, sender, refused) => {
    const { intake, wrongTokens } = openIntake(options);
    expect(intake.admit('kiosk-1', sender)?.kind).toBe(refused);
    const attempts = refused === 'unauthorised' ? [{ address: '10.0.0.7', user: 'kiosk-1' }] : [];
    expect(wrongTokens).toEqual(attempts);
  });

  it('nobody for a device that is none, has no heartbeats, or is not taken up', () => {
    const { intake, leave, accept } = openIntake();
    for (const deviceId of ['', 'printer-1', '__proto__', 'constructor', 'kiosk-1/x']) {
      expect(intake.admit(deviceId, http())).toMatchObject({ kind: 'unknown-device' });
      expect(intake.take(deviceId, Buffer.from(beatText()))).toMatchObject({ kind: 'away' });
    }
    expect(intake.admit('kiosk-2', http())).toMatchObject({ kind: 'away' });
    leave();
    expect(intake.admit('kiosk-1', http())).toMatchObject({ kind: 'away' });
    accept('kiosk-1');
    leave();
    // The session before has left already: the new one stays.
    expect(intake.admit('kiosk-1', http())).toBeUndefined();
  });
});

describe('what comes in', () => {
  it('goes to the session of its device, which is polled behind it', async () => {
    const { intake, seen, polled, settle } = openIntake();
    expect(intake.take('kiosk-1', Buffer.from(beatText({ seq: 7 })))).toBeUndefined();
    expect(polled).toEqual([]);
    await settle();
    expect(seen.beats).toMatchObject([{ terminalId: 'kiosk-1', seq: 7 }]);
    expect(polled).toEqual(['kiosk-1']);
  });

  it('and is no beat of this terminal, is refused with the reason of the session', () => {
    const { intake, seen, answers } = openIntake();
    const fault = { what: 'the id of another terminal', where: 'terminal-id', allowed: 'kiosk-1' };
    answers(fault);
    expect(intake.take('kiosk-1', Buffer.from(beatText()))).toEqual({ kind: 'bad', fault });
    expect(seen.refused).toEqual(['terminal-id: found the id of another terminal, allowed: kiosk-1']);
  });

  it('one a second for ever, ten at once, and the rest is counted and not looked at', async () => {
    const { intake, clock, seen } = openIntake();
    const come = () => intake.admit('kiosk-1', mqtt())?.kind;
    for (let count = 0; count < 10; count++) expect(come()).toBeUndefined();
    for (let count = 0; count < 90; count++) expect(come()).toBe('excess');
    expect(seen.excess).toBe(90);
    for (let second = 0; second < 100; second++) {
      await clock.advance(1_000);
      expect(come()).toBeUndefined();
      expect(come()).toBe('excess');
    }
    await clock.advance(3_600_000);
    for (let count = 0; count < 10; count++) expect(come()).toBeUndefined();
    expect(come()).toBe('excess');
  });

  it('a wall clock that is set gives nobody more', () => {
    const { intake, clock } = openIntake();
    for (let count = 0; count < 10; count++) intake.admit('kiosk-1', mqtt());
    clock.jump(86_400_000);
    expect(intake.admit('kiosk-1', mqtt())?.kind).toBe('excess');
  });

  it('too many of one terminal, or of somebody with a wrong token, take nothing from another', () => {
    const { intake, accept } = openIntake({ token });
    accept('kiosk-2');
    for (let count = 0; count < 100; count++) intake.admit('kiosk-1', http('wrong'));
    for (let count = 0; count < 10; count++) expect(intake.admit('kiosk-1', http(token))).toBeUndefined();
    expect(intake.admit('kiosk-1', http(token))?.kind).toBe('excess');
    expect(intake.admit('kiosk-2', http(token))).toBeUndefined();
  });
});

describe('over MQTT', () => {
  const message = { deviceId: 'kiosk-1', retained: false, user: undefined };

  it('what must not be done ends the connection, what is wrong does not', () => {
    const { intake } = openIntake();
    const take = mqttHeartbeats(intake);
    expect(take({ ...message, payload: Buffer.from(beatText()) })).toEqual({ kind: 'taken' });
    expect(take({ ...message, payload: Buffer.from('x') }).kind).toBe('noted');
    expect(take({ ...message, payload: Buffer.from(beatText()), retained: true }).kind).toBe('refused');
    expect(take({ ...message, payload: Buffer.from(beatText()), deviceId: 'kiosk-9' }).kind).toBe('refused');
    expect(take({ ...message, payload: Buffer.from(beatText()), deviceId: 'kiosk-2' }).kind).toBe('noted');
  });

  it.each(garbageKinds)('garbage %s is noted in fixed words, or harmless', async (kind) => {
    const { intake, seen, clock } = openIntake();
    const take = mqttHeartbeats(intake);
    const healthy = JSON.parse(beatText()) as Record<string, unknown>;
    for (let count = 0; count < 3; count++) {
      const outcome = take({ ...message, payload: Buffer.from(garbage[kind](healthy)) });
      if (outcome.kind === 'taken') expect(['wrong-terminal', 'future-transaction', 'unknown-field']).toContain(kind);
      else expect(outcome.reason).toMatch(/^heartbeat of kiosk-1: .+: found .+, allowed: .+/);
      await clock.advance(1_000);
    }
    // The log has one line for each reason: there are not more of them than kinds.
    expect(new Set(seen.refused).size).toBeLessThanOrEqual(1);
    expect(seen.refused.join()).not.toMatch(/4111|xxxx|tired/);
  });
});
