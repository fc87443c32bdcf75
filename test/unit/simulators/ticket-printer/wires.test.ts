import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { serveTcp } from '../../../../simulators/server.js';
import { plugHost } from '../host.js';
import { bytes, createBench, createInstantBench, ticket, ticketText } from './bench.js';

describe('the wires', () => {
  it('carry a second host too, unless the board refuses it', () => {
    const open = createBench();
    expect(plugHost(open.printer).closed).toBe(false);

    const { printer, host } = createBench({ refuseSecond: true });
    expect(plugHost(printer).closed).toBe(true);
    host.hangUp();
    expect(plugHost(printer).closed).toBe(false);
  });

  it('unplugged lose no paper: the printer goes on', async () => {
    const { printer, send, view, clock, host } = createBench();
    send(ticket);
    await clock.advance(50);
    printer.setFaults({ unplugged: true });
    expect(host.closed).toBe(true);
    await clock.advance(3_000);
    expect(view().tickets).toMatchObject([{ text: ticketText }]);
    expect(printer.faults.unplugged).toBe(true);
  });

  it('stay unplugged through a power cycle', () => {
    const { printer, act } = createBench();
    printer.setFaults({ unplugged: true });
    act('power-off');
    act('power-on');
    expect(plugHost(printer).closed).toBe(true);
  });

  it('can be silent, late, split, disturbed and echoing', async () => {
    const { printer, ask, host, clock } = createBench();
    printer.setFaults({ silent: true });
    expect(ask('10 04 01')).toBe('');
    printer.setFaults({ silent: false, lateMs: 700 });
    expect(ask('10 04 01')).toBe('');
    await clock.advance(700);
    expect(host.heard()).toBe('16');
    printer.setFaults({ lateMs: 0, splitBytes: 1 });
    ask('1D 61 0F');
    expect(host.writes).toHaveLength(4);
    printer.setFaults({ splitBytes: 0, garbageBytes: 3 });
    expect(ask('10 04 01')).toMatch(/^(.. ){1,3}16$/);
    printer.setFaults({ garbageBytes: 0, flipBit: true });
    expect(ask('10 04 01')).toMatch(/^(?!16$)..$/);
    printer.setFaults({ flipBit: false, echo: true });
    expect(ask('10 04 01')).toBe('10 04 01 16');
  });

  it('have no address that could be wrong', () => {
    expect(() => createBench().printer.setFaults({ wrongAddress: true })).toThrow('a ticket printer has no address');
  });

  it('show a test what the host asked', async () => {
    const { printer, send } = createBench();
    const asked = printer.expectRequest((request) => request.kind === 'status' && request.n === 4);
    send('10 04 01 10 04 04');
    await asked;
    expect(printer.requests.map(({ kind }) => kind)).toEqual(['data', 'status', 'data', 'status']);
  });

  it('are let go when the simulator is closed, in the middle of anything', async () => {
    const { printer, act, send, host, clock } = createBench();
    act('overheat', { seconds: 10 });
    act('overheat', { seconds: 20 });
    send(ticket);
    printer.close();
    expect(host.closed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('may be TCP', async () => {
    const { printer } = createInstantBench();
    const server = await serveTcp(printer, { port: 0 });
    const socket = connect({ host: server.host, port: server.port });
    socket.on('error', () => {});
    socket.write(bytes(`${ticket} 10 04 01`));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer).toEqual(Buffer.from([0x16]));
    expect(printer.view()).toMatchObject({ tickets: [{ text: ticketText }] });
    const closed = new Promise((resolve) => socket.on('close', resolve));
    printer.actions['power-off']!({});
    await closed;
    await server.close();
  });
});
