import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../drivers/error.js';
import { toHex } from '../../support/hex.js';
import { settle } from '../../support/virtual-clock.js';
import { codeOf, type Outcome, openBench, StoredMemory, ticket } from './support/bench.js';
import { readPaper } from './support/paper.js';

const messageOf = (outcome: Outcome) => ('error' in outcome ? outcome.error.message : '');

describe('a ticket on a printer that is well', () => {
  it('comes out, confirmed by the fence behind the cut', async () => {
    const bench = await openBench();
    expect(await bench.run('print', ticket)).toEqual({
      result: { ticketId: ticket.ticketId, evidence: 'B', copyIndex: 0 },
    });
    expect(bench.events).toEqual([
      { name: 'ticket-printed', data: { ticketId: ticket.ticketId, evidence: 'B', copyIndex: 0 } },
    ]);
    expect(bench.state['lastTicket']).toEqual({ ticketId: ticket.ticketId, number: 'A012', evidence: 'B' });
    expect(bench.clock.pending).toBe(0);
  });

  it('is one piece on the wire: status before, the job, the fence, status after', async () => {
    const bench = await openBench();
    await bench.run('print', ticket);
    const job = toHex(bench.printer.jobs[0]!);
    const wire = bench.printer.heard.map(toHex).map((piece) => (piece === job ? 'job' : piece));
    const status = ['10 04 01', '10 04 02', '10 04 03', '10 04 04'];
    expect(wire).toEqual([...status, 'job', '1D 72 01', ...status]);
  });

  it('carries what the customer wants to know, in the language and time of the branch', async () => {
    const bench = await openBench({ options: { title: '人民路网点' } });
    await bench.run('print', ticket);
    const texts = readPaper(bench.printer.jobs[0]!).lines.map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining(['人民路网点', 'A012', '个人业务', '预计等待 约12分钟', '2026-11-23 09:00']),
    );
  });

  it('is never preceded or followed by a reset', async () => {
    const bench = await openBench();
    await bench.session.identify();
    for (const number of ['A012', 'A013']) await bench.run('print', { ...ticket, ticketId: number, number });
    const resets = bench.printer.heard.map(toHex).filter((piece) => piece.includes('1B 40'));
    expect(resets).toEqual(['1B 40']);
  });

  it('is told to lack its QR code where the printer cannot draw one', async () => {
    const bench = await openBench({ options: { profile: 'generic-58' } });
    expect(await bench.run('print', { ...ticket, qr: 'https://q.example' })).toMatchObject({
      result: { omitted: ['qr'] },
    });
    expect(bench.warnings).toHaveLength(1);
  });

  it('may have a thin roll', async () => {
    const bench = await openBench();
    bench.printer.status = '12 12 12 1E';
    expect(await bench.run('print', ticket)).toMatchObject({ result: { evidence: 'B' } });
  });
});

describe('a ticket the printer cannot take', () => {
  it.each([
    ['there is no paper', '1A 32 12 72'],
    ['the cover is open', '1A 16 12 12'],
    ['the cutter is blocked', '1A 52 1A 12'],
    ['the print head is too hot', '1A 52 52 12'],
    ['the printer is offline and does not say why', '1A 12 12 12'],
    ['paper is being fed by the button', '1A 1A 12 12'],
  ])('is refused with the reason "%s", and nothing is sent', async (reason, status) => {
    const bench = await openBench();
    bench.printer.status = status;
    const outcome = await bench.run('print', ticket);
    expect(codeOf(outcome)).toBe('DEVICE_NOT_READY');
    expect(messageOf(outcome)).toContain(reason);
    expect(bench.printer.jobs).toEqual([]);
    expect(bench.events).toEqual([]);
  });

  it('is printed when it is sent again after the paper was changed', async () => {
    const bench = await openBench();
    bench.printer.status = '1A 32 12 72';
    await bench.run('print', ticket);
    bench.printer.status = '12 12 12 12';
    expect(codeOf(await bench.run('print', ticket))).toBe('done');
    expect(bench.printer.jobs).toHaveLength(1);
  });

  it('fails as an ordinary failure when the printer does not answer', async () => {
    const bench = await openBench();
    bench.printer.silent = true;
    const outcome = bench.run('print', ticket);
    await bench.clock.advance(1_000);
    expect(codeOf(await outcome)).toBe('TRANSPORT_REPLY_TIMEOUT');
    expect(bench.printer.jobs).toEqual([]);
  });

  it('fails as an ordinary failure when the link went before its first byte', async () => {
    const bench = await openBench();
    bench.printer.onStatus = (n) => {
      if (n === 4) bench.printer.unplug();
    };
    expect(codeOf(await bench.run('print', ticket))).toBe('TRANSPORT_CLOSED');
    expect(bench.events).toEqual([]);
  });

  it('fails as an ordinary failure when the session ends between the last answer and the first byte', async () => {
    let answers = 0;
    const bench = await openBench({
      wrapLink: (link) => ({
        name: link.name,
        closed: link.closed,
        write: (bytes) => link.write(bytes),
        onData: (receiver) =>
          link.onData((bytes) => {
            receiver(bytes);
            answers += 1;
            if (answers === 4) void bench.session.close();
          }),
        close: () => link.close(),
      }),
    });
    expect(codeOf(await bench.run('print', ticket))).toBe('TRANSPORT_CLOSED');
    expect(bench.printer.jobs).toEqual([]);
  });

  it('is not sent when the gateway is stopping', async () => {
    const bench = await openBench();
    bench.stop();
    expect(['COMMAND_INTERRUPTED', 'TRANSPORT_CLOSED']).toContain(codeOf(await bench.run('print', ticket)));
    expect(bench.printer.jobs).toEqual([]);
  });
});

describe('a ticket nobody can be sure of', () => {
  it('D: the fence stays silent, but the printer is clean before and after', async () => {
    const bench = await openBench();
    bench.printer.fence = '';
    const outcome = bench.run('print', ticket);
    await bench.clock.advance(8_000);
    expect(await outcome).toMatchObject({ result: { evidence: 'D' } });
    expect(bench.events[0]).toMatchObject({ name: 'ticket-printed', data: { evidence: 'D' } });
  });

  it('waits as long as the branch allows', async () => {
    const bench = await openBench({ options: { confirmTimeoutMs: 3_000 } });
    bench.printer.fenceMs = 2_900;
    const outcome = bench.run('print', ticket);
    await bench.clock.advance(2_900);
    expect(await outcome).toMatchObject({ result: { evidence: 'B' } });
  });

  it('unknown: the paper ran out on the way', async () => {
    const bench = await openBench();
    bench.printer.fence = '';
    bench.printer.onJob = () => {
      bench.printer.status = '1A 32 12 7E';
    };
    const outcome = bench.run('print', ticket);
    await bench.clock.advance(8_000);
    expect(codeOf(await outcome)).toBe('DEVICE_OUTCOME_UNKNOWN');
    expect(messageOf(await outcome)).toContain('A012');
    expect(messageOf(await outcome)).toContain('there is no paper');
    expect(bench.events).toEqual([
      {
        name: 'ticket-unknown',
        data: { ticketId: ticket.ticketId, number: 'A012', reason: 'there is no paper', copyIndex: 0 },
      },
    ]);
    expect(bench.state).not.toHaveProperty('lastTicket');
    expect(bench.raised()).toEqual(['printer-paper-out', 'printer-ticket-unknown']);
  });

  it('unknown: the fence was answered, but the cutter is stuck', async () => {
    const bench = await openBench();
    bench.printer.onFence = () => {
      bench.printer.status = '1A 52 1A 12';
    };
    expect(codeOf(await bench.run('print', ticket))).toBe('DEVICE_OUTCOME_UNKNOWN');
  });

  it('unknown: the cover was open for a moment, as the printer said by itself', async () => {
    const bench = await openBench();
    bench.printer.onJob = () => bench.printer.say('3C 00 00 0F 14 00 00 0F');
    const outcome = await bench.run('print', ticket);
    expect(messageOf(outcome)).toContain('the cover is open');
  });

  it('unknown: a poll saw the paper run out, although somebody changed it in time', async () => {
    const bench = await openBench();
    bench.printer.fenceMs = 6_000;
    const outcome = bench.run('print', ticket);
    await bench.clock.advance(1_000);
    bench.printer.status = '1A 32 12 72';
    await bench.session.poll();
    bench.printer.status = '12 12 12 12';
    await bench.clock.advance(5_000);
    expect(codeOf(await outcome)).toBe('DEVICE_OUTCOME_UNKNOWN');
  });

  it('unknown at once: the printer lost its power', async () => {
    const bench = await openBench({ options: { reprintTornTickets: false } });
    bench.printer.fence = '';
    bench.printer.onFence = () => bench.printer.say('3B 31 00');
    const outcome = await bench.run('print', ticket);
    expect(messageOf(outcome)).toContain('lost its power');
    expect(bench.events[0]).toMatchObject({ name: 'ticket-unknown' });
  });

  it('unknown at once: the link was lost after the bytes went out', async () => {
    const bench = await openBench();
    bench.printer.onJob = () => bench.printer.unplug('reset by the printer');
    const outcome = await bench.run('print', ticket);
    expect(codeOf(outcome)).toBe('DEVICE_OUTCOME_UNKNOWN');
    expect(messageOf(outcome)).toContain('reset by the printer');
    expect(bench.clock.pending).toBe(0);
  });

  it('unknown: the link was lost between the fence and the status', async () => {
    const bench = await openBench();
    bench.printer.onFence = () => {
      bench.printer.onStatus = () => bench.printer.unplug('reset by the printer');
    };
    expect(messageOf(await bench.run('print', ticket))).toContain('reset by the printer');
  });

  it('unknown: the printer falls silent afterwards', async () => {
    const bench = await openBench();
    bench.printer.onJob = () => {
      bench.printer.silent = true;
    };
    const outcome = bench.run('print', ticket);
    await bench.clock.advance(9_000);
    expect(messageOf(await outcome)).toContain('stopped answering');
  });

  it('unknown: the write broke half-way', async () => {
    const refuse = async () => {
      throw new GatewayError('TRANSPORT_WRITE_TIMEOUT', 'the peer did not take our bytes');
    };
    const bench = await openBench({
      wrapLink: (link) => ({
        name: link.name,
        closed: link.closed,
        write: (bytes) => (bytes.length > 3 ? refuse() : link.write(bytes)),
        onData: (receiver) => link.onData(receiver),
        close: () => link.close(),
      }),
    });
    const outcome = await bench.run('print', ticket);
    expect(codeOf(outcome)).toBe('DEVICE_OUTCOME_UNKNOWN');
    expect(messageOf(outcome)).toContain('did not take our bytes');
  });

  it('unknown: the gateway stops before the printer confirmed', async () => {
    const bench = await openBench();
    bench.printer.fence = '';
    const outcome = bench.run('print', ticket);
    await settle();
    bench.stop();
    expect(codeOf(await outcome)).toBe('DEVICE_OUTCOME_UNKNOWN');
    expect(bench.events[0]).toMatchObject({ name: 'ticket-unknown' });
    await bench.session.close();
    expect(bench.clock.pending).toBe(0);
  });
});

describe('a session that ends under a ticket', () => {
  it('is not over before the event of that ticket is on disk', async () => {
    let store = (): void => undefined;
    const stored = new Promise<void>((resolve) => {
      store = resolve;
    });
    const memory = new StoredMemory();
    memory.slow = stored;
    const bench = await openBench({ memory });
    bench.printer.fence = '';
    const outcome = bench.run('print', ticket);
    await settle();
    let over = false;
    const closing = bench.session.close().then(() => {
      over = true;
    });
    await settle();
    expect(over).toBe(false);
    store();
    await closing;
    expect(bench.events).toMatchObject([{ name: 'ticket-unknown', data: { reason: 'the session has ended' } }]);
    expect(codeOf(await outcome)).toBe('DEVICE_OUTCOME_UNKNOWN');
  });
});

describe('never two papers', () => {
  it('the same ticket again is answered with the first result', async () => {
    const bench = await openBench();
    const first = await bench.run('print', ticket);
    expect(await bench.run('print', ticket)).toEqual(first);
    expect(bench.printer.jobs).toHaveLength(1);
    expect(bench.events).toHaveLength(1);
  });

  it('the same ticket twice at once is one paper', async () => {
    const bench = await openBench();
    const [first, second] = await Promise.all([bench.run('print', ticket), bench.run('print', ticket)]);
    expect(first).toEqual(second);
    expect(bench.printer.jobs).toHaveLength(1);
  });

  it('a ticket that may have come out is not printed again', async () => {
    const bench = await openBench();
    bench.printer.onFence = () => {
      bench.printer.status = '1A 52 1A 12';
    };
    await bench.run('print', ticket);
    bench.printer.status = '12 12 12 12';
    expect(codeOf(await bench.run('print', ticket))).toBe('DEVICE_OUTCOME_UNKNOWN');
    expect(bench.printer.jobs).toHaveLength(1);
    expect(bench.events).toHaveLength(1);
  });

  it('the late confirmation of an old ticket does not vouch for the next one', async () => {
    const bench = await openBench();
    bench.printer.fence = '';
    bench.printer.onJob = () => {
      bench.printer.status = '1A 32 12 72';
    };
    const first = bench.run('print', ticket);
    await bench.clock.advance(8_000);
    expect(codeOf(await first)).toBe('DEVICE_OUTCOME_UNKNOWN');
    bench.printer.status = '12 12 12 12';
    bench.printer.onJob = () => bench.printer.say('00');
    const second = bench.run('print', { ...ticket, ticketId: 't-2' });
    await bench.clock.advance(8_000);
    expect(await second).toMatchObject({ result: { evidence: 'D' } });
  });

  it('an answer that got lost costs one ticket its grade, not all that follow', async () => {
    const bench = await openBench();
    bench.printer.fence = '';
    const grades: unknown[] = [];
    for (const ticketId of ['t-1', 't-2', 't-3']) {
      const outcome = bench.run('print', { ...ticket, ticketId });
      await bench.clock.advance(8_000);
      grades.push(await outcome);
      bench.printer.fence = '00';
    }
    expect(grades).toMatchObject([
      { result: { evidence: 'D' } },
      { result: { evidence: 'D' } },
      { result: { evidence: 'B' } },
    ]);
  });

  it('an event that finds no place on disk does not turn a printed ticket into a failure', async () => {
    const memory = new StoredMemory();
    const event = () => Promise.reject(new GatewayError('STORAGE_WRITE_FAILED', 'disk full'));
    const bench = await openBench({ memory, event });
    bench.printer.onJob = () => {
      memory.full = true;
    };
    expect(await bench.run('print', ticket)).toMatchObject({ result: { evidence: 'B' } });
    expect(bench.warnings).toEqual(['what became of a ticket was not stored', 'event ticket-printed was not stored']);
  });
});

describe('prints and polls on one line', () => {
  it('a print waits for one status answer at most, and its own reading ends the poll', async () => {
    const bench = await openBench();
    bench.printer.statusMs = 100;
    const polling = bench.session.poll();
    await bench.clock.advance(50);
    const printing = bench.run('print', ticket);
    await bench.clock.advance(40);
    expect(bench.printer.asked).toEqual([1]);
    await bench.clock.advance(410);
    expect(bench.printer.asked).toEqual([1, 1, 2, 3, 4, 1]);
    expect(bench.printer.jobs).toHaveLength(1);
    await bench.clock.advance(1_000);
    await polling;
    expect(codeOf(await printing)).toBe('done');
    expect(bench.printer.asked).toEqual([1, 1, 2, 3, 4, 1, 2, 3, 4]);
  });

  it('polls go on while the paper moves', async () => {
    const bench = await openBench();
    bench.printer.fenceMs = 3_000;
    const printing = bench.run('print', ticket);
    await bench.clock.advance(1_000);
    await bench.session.poll();
    expect(bench.printer.asked).toHaveLength(8);
    await bench.clock.advance(2_000);
    expect(await printing).toMatchObject({ result: { evidence: 'B' } });
  });

  it('a printer that is too busy printing to answer a poll does not count as lost', async () => {
    const bench = await openBench();
    bench.printer.fenceMs = 3_000;
    const printing = bench.run('print', ticket);
    await settle();
    bench.printer.silent = true;
    const polling = bench.session.poll();
    await bench.clock.advance(1_000);
    await polling;
    bench.printer.silent = false;
    bench.printer.say('12');
    await bench.clock.advance(1_000);
    bench.printer.say('00');
    expect(await printing).toMatchObject({ result: { evidence: 'B' } });
  });

  it('two tickets never share the line', async () => {
    const bench = await openBench();
    bench.printer.fenceMs = 500;
    const both = Promise.all(['t-1', 't-2'].map((ticketId) => bench.run('print', { ...ticket, ticketId })));
    await bench.clock.advance(400);
    expect(bench.printer.jobs).toHaveLength(1);
    await bench.clock.advance(1_000);
    expect((await both).map(codeOf)).toEqual(['done', 'done']);
    expect(bench.printer.jobs).toHaveLength(2);
  });
});

describe('the test page', () => {
  it('is reported like a ticket', async () => {
    const bench = await openBench({ options: { profile: 'generic-58' } });
    const outcome = await bench.run('test');
    expect(outcome).toMatchObject({ result: { ticketId: expect.stringMatching(/^test-/), evidence: 'B' } });
    expect(bench.events[0]).toMatchObject({ name: 'ticket-printed' });
    expect(readPaper(bench.printer.jobs[0]!).lines.map(({ text }) => text)).toContain('打印测试');
  });

  it('is a new page each time', async () => {
    const bench = await openBench({ options: { profile: 'generic-58' } });
    await bench.run('test');
    await bench.run('test');
    expect(bench.printer.jobs).toHaveLength(2);
  });
});
