import { describe, expect, it } from 'vitest';
import { judgePublish, mayConnect } from '../../../gateway/broker/access.js';
import { topicsOf } from '../../../gateway/messages/topics.js';

const topics = topicsOf({ branchId: 'b017', gatewayId: 'gw1' });

describe('what a local client may publish', () => {
  it.each([
    ['branch/b017/gw1/command/board-1/call', 'command'],
    ['branch/b017/gw1/command/gateway/alarm-acknowledge', 'command'],
    ['queue/tickets', 'pass'],
    ['branch/b018/gw1/device/x/state', 'pass'],
    ['branch/b017/gw1', 'refuse'],
    ['branch/b017/gw1/device/board-1/state', 'refuse'],
    ['branch/b017/gw1/alarm/printer-1/printer-paper-out', 'refuse'],
    ['branch/b017/gw1/command/board-1', 'refuse'],
    ['$SYS/broker/uptime', 'refuse'],
  ])('%s: %s', (topic, kind) => {
    expect(judgePublish(topics, topic).kind).toBe(kind);
  });

  it('says which topics are open when it refuses', () => {
    const verdict = judgePublish(topics, 'branch/b017/gw1/presence');
    expect(verdict).toMatchObject({ kind: 'refuse', reason: expect.stringContaining('command/{device}/{name}') });
  });
});

describe('who may connect', () => {
  const accounts = [
    { name: 'queue', password: 'secret-1' },
    { name: 'empty', password: '' },
  ];
  it.each([
    ['queue', 'secret-1', true],
    ['queue', 'secret-2', false],
    ['queue', 'secret-', false],
    ['queue', '', false],
    ['nobody', 'secret-1', false],
    ['nobody', '', false],
    ['empty', '', false],
  ])('%s / %s: %s', (name, password, allowed) => {
    expect(mayConnect(accounts, name, Buffer.from(password))).toBe(allowed);
  });

  it('nobody without a name, everybody where there are no accounts', () => {
    expect(mayConnect(accounts, undefined, undefined)).toBe(false);
    expect(mayConnect([], undefined, undefined)).toBe(true);
  });
});
