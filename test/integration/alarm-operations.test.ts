import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';

/** A technician's day with one printer, over MQTT, with a kill in the middle. */

let running: RunningBranch;

beforeAll(async () => {
  running = await startRunningBranch({ language: 'en' });
  await running.online('printer-1');
});

afterAll(() => running?.end());

const topic = '/alarm/printer-1/printer-paper-out';
const paperOut = { deviceId: 'printer-1', alarmType: 'printer-paper-out' };
const printer = (action: string) => running.branch.simulators['printer-1']?.actions[action]?.({});
const command = (name: string, args: Record<string, unknown>) => running.observer.command('gateway', name, args);
const audit = async (commandId: string) =>
  (await running.observer.expect('/audit', (data) => data['commandId'] === commandId)).message?.data;
const changes = () =>
  running.observer.seen
    .filter((seen) => seen.topic.endsWith('/alarm-event'))
    .map(({ message }) => message?.data as { change: string; alarm?: Record<string, unknown> })
    .filter(({ alarm }) => alarm?.['alarm-type-id'] === 'printer-paper-out')
    .map(({ change }) => change);

describe('what an operator does with an alarm', () => {
  it('takes it over, which the audit says with name and reason', async () => {
    const { observer } = running;
    printer('paper-out');
    await observer.expect(topic);
    const reply = await command('alarm-acknowledge', { ...paperOut, operator: ' 王工 ', note: 'on my way' });
    expect(reply).toMatchObject({ status: 'succeeded', result: { alarm: { 'is-cleared': false } } });
    expect(await audit(reply.commandId)).toMatchObject({
      command: 'alarm-acknowledge',
      status: 'succeeded',
      args: { ...paperOut, operator: '王工', note: 'on my way' },
    });
  });

  it('puts the printer on a shelf: the next alarm is recorded and nobody hears of it', async () => {
    const { observer } = running;
    const shelf = { name: 'hall-works', operator: '李工', reason: 'floor is new', deviceId: 'printer-1', minutes: 30 };
    const reply = await command('alarm-shelve', shelf);
    expect(reply).toMatchObject({ status: 'succeeded', result: { shelf: { name: 'hall-works', raised: 1 } } });
    expect(await audit(reply.commandId)).toMatchObject({ args: shelf });
    await observer.expect(topic, (data) => data['x-suppressed-by'] === 'shelf: hall-works');
    printer('load-paper');
    await observer.expect(topic, (_, { payload }) => payload.length === 0);
    expect(changes()).toEqual(['raise', 'operator', 'operator', 'clear']);
    printer('paper-out');
    await observer.expect(topic, (data) => data['x-count'] === 2 && data['x-announced'] === false);
    expect(changes()).toHaveLength(4);
  });

  it('and after a kill the shelf stands, with all that lies on it', async () => {
    await running.gateway.kill();
    await running.restart();
    const { observer } = running;
    await observer.expect(topic, (data) => data['x-verified'] === true && data['x-suppressed-by'] !== undefined);
    expect(changes()).toEqual([]);
    const { result } = await command('alarm-shelves', {});
    expect(result).toMatchObject({ shelves: [{ name: 'hall-works', operator: '李工', raised: 1 }] });
  });

  it('un-shelved, what still stands is raised for people, once', async () => {
    const reply = await command('alarm-unshelve', { name: 'hall-works', operator: '李工', note: 'floor is dry' });
    expect(reply).toMatchObject({ status: 'succeeded', result: { raised: 1 } });
    expect(changes()).toEqual(['raise']);
    const { result } = await command('alarm-show', paperOut);
    const alarm = result?.['alarm'] as { 'operator-state-change': { state: string; operator: string }[] };
    expect(alarm['operator-state-change'].map(({ operator, state }) => `${operator} ${state}`)).toEqual([
      '王工 ack',
      '李工 shelved',
      'gateway none',
      '李工 un-shelved',
    ]);
    expect(result?.['states']).toEqual(['open', 'raised', 'unacknowledged']);
  });

  it('closed it stays raised; cleared it is gone for people and still in the list', async () => {
    const { observer } = running;
    await command('alarm-close', { ...paperOut, operator: '李工' });
    await observer.expect(topic, (data) => JSON.stringify(data).includes('"closed"'));
    const again = await command('alarm-close', { ...paperOut, operator: '王工' });
    expect(again).toMatchObject({ status: 'failed', error: { code: 'ALARM_STATE' } });
    expect(await audit(again.commandId)).toMatchObject({ status: 'failed', args: { operator: '王工' } });
    observer.forget();
    printer('load-paper');
    await observer.expect(topic, (_, { payload }) => payload.length === 0);
    const { result } = await command('alarm-list', { deviceId: 'printer-1', state: 'closed' });
    expect(result).toMatchObject({ total: 1, alarms: [{ 'is-cleared': true, states: ['cleared', 'closed'] }] });
  });

  it('purged it is gone from the list, also after a kill', async () => {
    const reply = await command('alarm-purge', { operator: '李工', deviceId: 'printer-1' });
    expect(reply).toMatchObject({ status: 'succeeded', result: { purged: 1, unseen: 0, raised: 0 } });
    expect(await audit(reply.commandId)).toMatchObject({ args: { operator: '李工', deviceId: 'printer-1' } });
    await running.gateway.kill();
    await running.restart();
    await running.observer.expect('/device/printer-1/state', (state) => state['operating'] === 'online');
    const shown = await command('alarm-show', paperOut);
    expect(shown).toMatchObject({ status: 'failed', error: { code: 'ALARM_UNKNOWN' } });
    expect((await command('alarm-list', { deviceId: 'printer-1' })).result).toEqual({ alarms: [], total: 0 });
  });

  it('what is wrong in a request says which field and what is allowed', async () => {
    const wrong = async (name: string, args: Record<string, unknown>) => {
      const { status, error } = await command(name, args);
      return `${status} ${error?.field}: ${error?.message}`;
    };
    expect(await wrong('alarm-close', { ...paperOut, operator: '' })).toMatch(
      /^rejected args\.operator: .*1 to 64 characters/,
    );
    expect(await wrong('alarm-close', { ...paperOut, operator: 'a\nb' })).toMatch(/^rejected args\.operator: /);
    expect(await wrong('alarm-shelve', { name: 'x', operator: 'a', reason: 'r' })).toMatch(/at least one of the two/);
    expect(await wrong('alarm-shelve', { name: 'x', operator: 'a', reason: 'r', minutes: 10_081 })).toMatch(
      /^rejected args\.minutes: .*10080/,
    );
    expect(await wrong('alarm-list', { limit: 101 })).toMatch(/^rejected args\.limit: .*from 1 to 100/);
    expect(await wrong('alarm-list', { deviceId: 'printer-2' })).toMatch(/Did you mean "printer-1"\?/);
    expect(await wrong('alarm-purge', { operator: 'a', state: 'raised' })).toMatch(/^rejected args\.state: .*cleared/);
  });
});
