import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningBranch, root, startRunningBranch } from '../support/branch.js';
import { freePort } from '../support/free-port.js';
import { observe } from '../support/observer.js';

let running: RunningBranch;

afterEach(() => running?.end());

const knob = (id: string, faults: Record<string, unknown>) => running.branch.simulators[id]?.setFaults(faults);
const state = (id: string) => `/device/${id}/state`;
const is = (operating: string) => (data: Record<string, unknown>) => data['operating'] === operating;

describe('what goes wrong in a branch', () => {
  beforeEach(async () => {
    running = await startRunningBranch();
    await running.online();
    running.observer.forget();
  });

  it('a printer whose cable is pulled is offline, the others do not notice, and it comes back by itself', async () => {
    const { observer } = running;
    knob('printer-1', { unplugged: true });
    const gone = await observer.expect(state('printer-1'), is('offline'));
    expect(gone.message?.data['reason']).toMatch(/127\.0\.0\.1/);
    expect((await observer.command('board-1', 'call', { number: 'A7', counter: 1 })).status).toBe('succeeded');
    const refused = await observer.command('printer-1', 'print', { ticketId: 't', number: 'A1', service: 'x' });
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'DEVICE_OFFLINE' } });
    knob('printer-1', { unplugged: false });
    observer.forget();
    await observer.expect(state('printer-1'), is('online'), 30_000);
    const printed = await observer.command('printer-1', 'print', { ticketId: 't', number: 'A1', service: 'x' });
    expect(printed.status).toBe('succeeded');
  });

  it('a printer that hangs (takes bytes, says nothing) is noticed and never reported ready', async () => {
    const { observer } = running;
    knob('printer-1', { silent: true });
    await observer.expect(state('printer-1'), is('offline'), 20_000);
    await observer.expect(
      '/alarm-event',
      ({ alarm }) => (alarm as Record<string, unknown>)['alarm-type-id'] === 'printer-offline',
    );
    knob('printer-1', { silent: false });
    observer.forget();
    await observer.expect(state('printer-1'), is('online'), 30_000);
  });

  it('a silent board costs its neighbour on the line nothing but a wait', async () => {
    const { observer } = running;
    knob('board-2', { silent: true });
    await observer.expect(state('board-2'), is('offline'), 20_000);
    for (const number of ['A1', 'A2', 'A3']) {
      expect((await observer.command('board-1', 'call', { number, counter: 2 })).status).toBe('succeeded');
    }
    expect(observer.last(state('board-1'))?.message?.data['operating'] ?? 'online').toBe('online');
    knob('board-2', { silent: false });
  });

  it('a board that lost its power shows again what it has to show', async () => {
    const { observer, branch } = running;
    await observer.command('board-2', 'call', { number: 'B012', counter: 3 });
    branch.simulators['board-2']?.restart();
    knob('board-2', { silent: true });
    expect(JSON.stringify(branch.simulators['board-2']?.view())).not.toContain('B012');
    await observer.expect(state('board-2'), is('offline'), 20_000);
    knob('board-2', { silent: false });
    observer.forget();
    await observer.expect(state('board-2'), is('online'), 60_000);
    expect(JSON.stringify(branch.simulators['board-2']?.view())).toContain('B012');
  }, 90_000);

  it('garbage on the line and answers in pieces change nothing that is shown or counted', async () => {
    const { observer, branch } = running;
    knob('rs485-1', { garbageBytes: 12, splitBytes: 1 });
    knob('door', { garbageBytes: 12, splitBytes: 1 });
    knob('printer-1', { splitBytes: 1 });
    for (const number of ['A1', 'A2', 'A3']) {
      expect((await observer.command('board-2', 'call', { number, counter: 3 })).status).toBe('succeeded');
    }
    expect(JSON.stringify(branch.simulators['board-2']?.view())).toContain('A3');
    const before = observer.last(state('door'))?.message?.data['in'] as number | undefined;
    await branch.simulators['door']?.actions['walk-in']?.({ count: 1 });
    await observer.expect(state('door'), (data) => Number(data['in']) === (before ?? 0) + 1);
  });

  it('the self-service terminal that hangs is told apart from the one that is switched off', async () => {
    const { observer, branch } = running;
    const kiosk = branch.simulators['kiosk-1'];
    const raised = (type: string) =>
      observer.expect(
        '/alarm-event',
        ({ change, alarm }) => change === 'raise' && (alarm as Record<string, unknown>)['alarm-type-id'] === type,
        40_000,
      );
    await kiosk?.actions['hang']?.({});
    await raised('terminal-heartbeat-lost');
    expect(observer.last(state('kiosk-1'))?.message?.data['operating'] ?? 'online').toBe('online');
    await kiosk?.actions['recover']?.({});
    await observer.expect('/alarm-event', ({ change }) => change === 'clear', 40_000);
  }, 90_000);

  it('killed while people walk through the door, no passage is lost and none counted twice', async () => {
    const { branch } = running;
    const door = branch.simulators['door'];
    const total = () => running.observer.last(state('door'))?.message?.data['in'] as number;
    await door?.actions['walk-in']?.({ count: 5 });
    const counted = await running.observer.expect(state('door'), (data) => Number(data['in']) >= 5);
    const before = Number(counted.message?.data['in']);
    await running.gateway.kill();
    await door?.actions['walk-in']?.({ count: 4 });
    await running.restart();
    await running.observer.expect(state('door'), (data) => Number(data['in']) === before + 4);
    expect(total()).toBe(before + 4);
  });

  it('a client that reads nothing is cut off and the others go on hearing', async () => {
    const { observer, port } = running;
    const deaf = await observe(port, root);
    const stream = deaf.client.stream as unknown as Socket;
    stream.pause();
    const status = await observer.command('board-1', 'call', { number: 'A5', counter: 1 });
    expect(status.status).toBe('succeeded');
    await deaf.close();
  });
});

describe('what is wrong from the start', () => {
  it('a device whose port is absent at boot does not keep the gateway from starting; it comes when the port comes', async () => {
    const later = await freePort();
    const link = `link: { type: tcp, host: 127.0.0.1, port: ${later} }`;
    running = await startRunningBranch({
      more: `  - { id: late-door, class: people-counter, driver: hpc168, ${link}, options: { pollIntervalMs: 1000 } }\n`,
    });
    const { observer, branch } = running;
    await running.online();
    await observer.expect(state('late-door'), is('offline'), 20_000);
    const server: Server = createServer((socket) => {
      branch.simulators['door']?.connect({
        write: (bytes) => void socket.write(bytes),
        onBytes: (receiver) => void socket.on('data', receiver),
        onClose: (listener) => void socket.on('close', listener),
        close: () => socket.destroy(),
      });
      socket.on('error', () => socket.destroy());
    }).listen(later, '127.0.0.1');
    await observer.expect(state('late-door'), is('online'), 60_000);
    server.close();
  }, 90_000);

  it('what an earlier configuration left retained is emptied, its alarms with it', async () => {
    running = await startRunningBranch();
    await running.online();
    running.branch.simulators['printer-1']?.actions['paper-out']?.({});
    await running.observer.expect('/alarm/printer-1/printer-paper-out');
    await running.gateway.stop();
    await running.restart({ without: ['printer-1'] });
    const cleared = { change: 'clear', resource: 'b1/gw1/printer-1', alarm: 'printer-paper-out' };
    expect(running.gateway.log).toContainEqual(expect.objectContaining(cleared));
    await running.online('board-1');
    const late = await observe(running.port, root);
    await late.expect('/device/board-1/state');
    expect(late.seen.filter(({ topic }) => topic.includes('printer-1'))).toEqual([]);
    await late.close();
  });

  it('tells subscribers that it goes when it is stopped in order', async () => {
    running = await startRunningBranch();
    const { observer, gateway } = running;
    observer.forget();
    expect(await gateway.stop()).toBe(0);
    await observer.expect('/presence', (data) => data['status'] === 'offline');
  });
});
