import { expect, test } from 'vitest';
import { GatewayError } from '../../../drivers/index.js';
import type { AlarmingDevice } from '../../../gateway/alarms/alarming-device.js';
import type { Gap, OutboxRecord, OutboxStats } from '../../../gateway/uplink/outbox/outbox.js';
import { createUplinkAlarms, type UplinkAlarms, uplinkAlarmTypes } from '../../../gateway/uplink/uplink-alarms.js';
import { Branch } from '../alarms/support.js';

const gateway: AlarmingDevice = { deviceId: 'gateway', declarations: uplinkAlarmTypes.map((type) => ({ type })) };
const megabyte = 1_048_576;

function filledTo(percent: number, limitBytes = 100 * megabyte): OutboxStats {
  const chain = { depth: 0, bytes: 0, oldestTime: undefined, evicted: 0 };
  return {
    chains: { critical: chain, event: chain, telemetry: chain },
    bytes: (percent * limitBytes) / 100,
    limitBytes,
    deadLetters: 0,
    refused: 0,
    unsavedChanges: 0,
  };
}

/** The real alarm manager of a gateway with an uplink that has begun. */
async function started(): Promise<{ branch: Branch; uplink: UplinkAlarms }> {
  const branch = await Branch.open([gateway]);
  const uplink = createUplinkAlarms(branch.manager);
  uplink.filling(filledTo(1));
  return { branch, uplink };
}

/** The gateway starts anew: what was raised stays raised until somebody takes it back. */
async function restarted(branch: Branch): Promise<UplinkAlarms> {
  await branch.restart([gateway]);
  await branch.take();
  return createUplinkAlarms(branch.manager);
}

const down = (code: 'UPLINK_CONNECT_FAILED' | 'UPLINK_REFUSED' | 'UPLINK_TAKEN_OVER', message: string) => ({
  error: new GatewayError(code, message),
});
const unreachable = down('UPLINK_CONNECT_FAILED', 'connect ECONNREFUSED 10.1.0.5:8883');
const evicted = (gap: Partial<Gap> = {}) => ({
  kind: 'evicted' as const,
  gap: {
    epoch: 'abcd1234',
    chain: 'telemetry' as const,
    first: 1,
    last: 90,
    count: 90,
    from: Date.parse('2026-11-23T01:00:00Z'),
    to: Date.parse('2026-11-23T02:00:00Z'),
    reason: 'space' as const,
    ...gap,
  },
});
const record: OutboxRecord = {
  chain: 'event',
  topic: 'queue/ticket',
  payload: Buffer.from('x'),
  envelope: false,
  seq: 7,
  time: 0,
};

/** Type and detail of everything retained, e.g. `uplink-down: connect ECONNREFUSED`. */
async function standing(branch: Branch): Promise<string[]> {
  await branch.flush();
  return [...branch.retained.values()].map(
    (alarm) =>
      `${alarm['is-cleared'] ? 'cleared ' : ''}${alarm['alarm-type-id']}: ${alarm['additional-information'][0]?.information}`,
  );
}

test('a connection that is away for less than a minute is nothing', async () => {
  const { branch, uplink } = await started();
  uplink.down(unreachable);
  await branch.after(59.9);
  uplink.up();
  await branch.after(600);
  expect(await branch.take()).toEqual([]);
});

test('a connection that is away for a minute is raised with its reason, and cleared ten seconds after it is back', async () => {
  const { branch, uplink } = await started();
  for (let attempt = 0; attempt < 6; attempt++) {
    uplink.down(unreachable);
    await branch.after(10);
  }
  expect(await branch.take()).toEqual(['raise uplink-down']);
  expect(await standing(branch)).toEqual(['uplink-down: connect ECONNREFUSED 10.1.0.5:8883']);
  uplink.up();
  await branch.after(9.9);
  expect(await branch.take()).toEqual([]);
  await branch.after(0.1);
  expect(await branch.take()).toEqual(['clear uplink-down']);
});

test('a centre that refuses us is another alarm, for those who manage its users', async () => {
  const { branch, uplink } = await started();
  uplink.down(down('UPLINK_REFUSED', 'bad user name or password (0x86)'));
  await branch.after(30);
  const [told] = await branch.takeRecords();
  expect(told?.record).toMatchObject({
    'alarm-type-id': 'uplink-refused',
    'perceived-severity': 'major',
    'additional-information': [expect.objectContaining({ information: 'bad user name or password (0x86)' })],
  });
  uplink.down(unreachable);
  await branch.after(10);
  expect(await branch.take()).toEqual(['clear uplink-refused']);
  // The reason of the refusal is not overwritten by that of the next attempt.
  expect(await standing(branch)).toEqual(['cleared uplink-refused: bad user name or password (0x86)']);
});

test('two gateways with one client id, which push each other out every few seconds, raise once', async () => {
  const { branch, uplink } = await started();
  for (let round = 0; round < 100; round++) {
    uplink.down(down('UPLINK_TAKEN_OVER', 'another client has connected with the client id of this gateway'));
    await branch.after(2);
    uplink.up();
    await branch.after(8);
  }
  expect(await branch.take()).toEqual(['raise uplink-taken-over']);
  await branch.after(600);
  expect(await branch.take()).toEqual(['clear uplink-taken-over']);
});

test('messages that the centre does not take for now are raised with topic and reason until it takes them', async () => {
  const { branch, uplink } = await started();
  uplink.refused('outbox', { topic: 'queue/ticket', reason: 'quota exceeded (0x97)' });
  await branch.after(30);
  expect(await branch.take()).toEqual(['raise uplink-message-refused']);
  expect(await standing(branch)).toEqual(['uplink-message-refused: queue/ticket: quota exceeded (0x97)']);
  uplink.refused('outbox', undefined);
  await branch.after(60);
  expect(await branch.take()).toEqual(['clear uplink-message-refused']);
});

test('a message that the centre will never take is told for an hour, with the newest one', async () => {
  const { branch, uplink } = await started();
  uplink.deadLetter(record, 'payload format invalid (0x99)');
  expect(await branch.take()).toEqual(['raise uplink-dead-letter']);
  await branch.after(3_000);
  uplink.deadLetter({ ...record, topic: 'queue/other' }, 'topic name invalid (0x90)');
  await branch.after(3_599);
  expect(await branch.take()).toEqual([]);
  expect(await standing(branch)).toEqual(['uplink-dead-letter: queue/other: topic name invalid (0x90)']);
  await branch.after(1);
  expect(await branch.take()).toEqual(['clear uplink-dead-letter']);
});

test('an eviction is raised at once with what went, and stands for an hour', async () => {
  const { branch, uplink } = await started();
  uplink.outbox(evicted());
  expect(await branch.take()).toEqual(['raise outbox-evicted']);
  expect(await standing(branch)).toEqual([
    'outbox-evicted: 90 telemetry messages of 2026-11-23T01:00:00.000Z to 2026-11-23T02:00:00.000Z dropped (space)',
  ]);
  await branch.after(3_599);
  expect(await branch.take()).toEqual([]);
  await branch.after(1);
  expect(await branch.take()).toEqual(['clear outbox-evicted']);
});

test('evictions one after the other are one alarm with the newest of them', async () => {
  const { branch, uplink } = await started();
  for (let hour = 0; hour < 20; hour++) {
    uplink.outbox(evicted({ count: hour + 1, reason: 'age' }));
    await branch.after(1_800);
  }
  expect(await branch.take()).toEqual(['raise outbox-evicted']);
  expect(await standing(branch)).toEqual([expect.stringContaining('20 telemetry messages of ')]);
});

test('a disk that refuses messages is raised at once and cleared a minute after it takes them again', async () => {
  const { branch, uplink } = await started();
  uplink.outbox({ kind: 'refusing', error: new GatewayError('OUTBOX_WRITE_FAILED', 'ENOSPC: no space left') });
  expect(await branch.take()).toEqual(['raise outbox-write-failed']);
  expect(await standing(branch)).toEqual(['outbox-write-failed: ENOSPC: no space left']);
  uplink.outbox({ kind: 'accepting' });
  await branch.after(59);
  expect(await branch.take()).toEqual([]);
  await branch.after(1);
  expect(await branch.take()).toEqual(['clear outbox-write-failed']);
});

test('a torn tail, which any power cut leaves, is no alarm', async () => {
  const { branch, uplink } = await started();
  uplink.outbox({ kind: 'torn-tail', chain: 'event', cutBytes: 12 });
  await branch.after(3_600);
  expect(await branch.take()).toEqual([]);
});

test('an outbox that is 80 % full for a minute is raised, and cleared a minute after it has fallen under 75 %', async () => {
  const { branch, uplink } = await started();
  const watched = async (percent: number, seconds: number) => {
    for (let passed = 0; passed < seconds; passed += 5) {
      uplink.filling(filledTo(percent));
      await branch.after(5);
    }
    return branch.take();
  };
  expect(await watched(79.9, 120)).toEqual([]);
  expect(await watched(80, 55)).toEqual([]);
  expect(await watched(80, 10)).toEqual(['raise outbox-nearly-full']);
  expect(await standing(branch)).toEqual(['outbox-nearly-full: 80 % of 100 MB reached']);
  const messages = branch.retainedMessages;
  expect(await watched(99, 120)).toEqual([]);
  expect(await watched(75, 120)).toEqual([]);
  // Nothing was written on the way.
  expect(branch.retainedMessages).toBe(messages);
  expect(await watched(74.9, 55)).toEqual([]);
  expect(await watched(79.9, 10)).toEqual(['clear outbox-nearly-full']);
});

test('an outbox to which the disk leaves no room at all counts as full', async () => {
  const { branch, uplink } = await started();
  uplink.filling(filledTo(0, 0));
  await branch.after(60);
  expect(await branch.take()).toEqual(['raise outbox-nearly-full']);
});

test('what the outbox reports while it is opened waits until there are alarms', async () => {
  const branch = await Branch.open([]);
  const uplink = createUplinkAlarms(branch.manager);
  uplink.outbox(evicted());
  uplink.outbox({ kind: 'refusing', error: new GatewayError('OUTBOX_FULL', 'no room for critical messages') });
  await branch.manager.start([gateway]);
  expect(await branch.take()).toEqual([]);
  uplink.filling(filledTo(1));
  expect(await branch.take()).toEqual(['raise outbox-evicted', 'raise outbox-write-failed']);
  expect(branch.warnings).toEqual([]);
});

test('what an earlier start left raised and nobody would take back ends after a restart', async () => {
  const { branch, uplink } = await started();
  uplink.refused('outbox', { topic: 't', reason: 'quota exceeded (0x97)' });
  uplink.deadLetter(record, 'payload format invalid (0x99)');
  uplink.outbox(evicted());
  uplink.outbox({ kind: 'refusing', error: new GatewayError('OUTBOX_WRITE_FAILED', 'EIO') });
  uplink.down(unreachable);
  await branch.after(60);
  expect(await branch.take()).toHaveLength(5);

  const later = await restarted(branch);
  later.filling(filledTo(1));
  await branch.after(60);
  expect((await branch.take()).sort()).toEqual(['clear outbox-write-failed', 'clear uplink-message-refused']);
  await branch.after(3_540);
  expect((await branch.take()).sort()).toEqual(['clear outbox-evicted', 'clear uplink-dead-letter']);
  expect(await standing(branch)).toContainEqual('uplink-down: connect ECONNREFUSED 10.1.0.5:8883');
  later.up();
  await branch.after(10);
  expect(await branch.take()).toEqual(['clear uplink-down']);
});

test('an outbox that a restart finds between the marks counts as emptied', async () => {
  const { branch, uplink } = await started();
  uplink.filling(filledTo(85));
  await branch.after(60);
  expect(await branch.take()).toEqual(['raise outbox-nearly-full']);
  const later = await restarted(branch);
  later.filling(filledTo(77));
  await branch.after(60);
  expect(await branch.take()).toEqual(['clear outbox-nearly-full']);
});
