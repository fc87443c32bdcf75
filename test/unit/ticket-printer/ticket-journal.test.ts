import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle } from '../../support/virtual-clock.js';
import { codeOf, openBench, StoredMemory, ticket } from './support/bench.js';

const { ticketId } = ticket;
const statesOf = (memory: StoredMemory) => memory.tickets;

describe('a ticket is written down before its first byte leaves', () => {
  it('as sent, and as printed when the printer confirmed it', async () => {
    const memory = new StoredMemory();
    const bench = await openBench({ memory });
    let whenItCame: string[] = [];
    bench.printer.onJob = () => {
      whenItCame = statesOf(memory);
    };
    await bench.run('print', ticket);
    expect(whenItCame).toEqual([`${ticketId} sending`]);
    expect(statesOf(memory)).toEqual([`${ticketId} printed`]);
  });

  it('what became of it and the event that tells it reach the disk in one save', async () => {
    const memory = new StoredMemory();
    const bench = await openBench({ memory });
    let whenToldOf: string[] = [];
    const { onTold } = memory;
    memory.onTold = (told) => {
      whenToldOf = statesOf(memory);
      onTold(told);
    };
    await bench.run('print', ticket);
    expect(whenToldOf).toEqual([`${ticketId} printed`]);
    expect(bench.durable).toEqual(['ticket-printed']);
    expect(bench.events).toEqual([{ name: 'ticket-printed', data: { ticketId, evidence: 'B', copyIndex: 0 } }]);
    expect(memory.saves).toHaveLength(2);
  });

  it('so do the ticket nobody can tell about and its event', async () => {
    const memory = new StoredMemory();
    const bench = await openBench({ memory });
    bench.printer.fence = '';
    const outcome = bench.run('print', ticket);
    await settle();
    bench.printer.unplug();
    expect(codeOf(await outcome)).toBe('DEVICE_OUTCOME_UNKNOWN');
    expect(bench.durable).toEqual(['ticket-unknown']);
    expect(statesOf(memory)).toEqual([`${ticketId} unknown`]);
  });

  it('an outcome that the disk refused is told at once and written down with the first poll that finds room', async () => {
    const memory = new StoredMemory();
    const bench = await openBench({ memory });
    bench.printer.onJob = () => {
      memory.full = true;
    };
    await bench.run('print', ticket);
    expect(bench.events).toHaveLength(1);
    const poll = async () => {
      const polled = bench.session.poll();
      await bench.clock.advance(1_000);
      await polled;
    };
    await poll();
    expect(statesOf(memory)).toEqual([`${ticketId} sending`]);
    memory.full = false;
    await poll();
    expect(statesOf(memory)).toEqual([`${ticketId} printed`]);
    await poll();
    expect(memory.saves).toHaveLength(2);
    expect(bench.events).toHaveLength(1);
  });

  it('a ticket that cannot be written down is not printed', async () => {
    const memory = new StoredMemory();
    const bench = await openBench({ memory });
    memory.full = true;
    const refused = await bench.run('print', ticket);
    expect(refused).toMatchObject({
      error: { code: 'STORAGE_WRITE_FAILED', message: expect.stringMatching(/A012 was not printed: .*no space/) },
    });
    expect(bench.printer.jobs).toEqual([]);
    memory.full = false;
    expect(codeOf(await bench.run('print', ticket))).toBe('done');
    expect(bench.printer.jobs).toHaveLength(1);
  });

  it('one that came out is told so even when the disk is full by then; after a restart nobody can tell', async () => {
    const memory = new StoredMemory();
    const bench = await openBench({ memory });
    bench.printer.onJob = () => {
      memory.full = true;
    };
    expect(codeOf(await bench.run('print', ticket))).toBe('done');
    expect(bench.warnings).toEqual(['what became of a ticket was not stored']);
    memory.full = false;
    const restarted = await openBench({ memory: memory.copy() });
    expect(codeOf(await restarted.run('print', ticket))).toBe('DEVICE_OUTCOME_UNKNOWN');
    expect(restarted.printer.jobs).toEqual([]);
  });

  it('a refusal for lack of paper is not written down at all', async () => {
    const memory = new StoredMemory();
    const bench = await openBench({ memory });
    bench.printer.status = '1A 32 12 72';
    expect(codeOf(await bench.run('print', ticket))).toBe('DEVICE_NOT_READY');
    expect(memory.saves).toEqual([]);
    bench.printer.status = '12 12 12 12';
    expect(codeOf(await bench.run('print', ticket))).toBe('done');
  });

  it("a test page is nobody's ticket and is not remembered", async () => {
    const memory = new StoredMemory();
    const bench = await openBench({ memory, options: { profile: 'generic-58' } });
    await bench.run('test');
    await bench.run('test');
    expect(bench.printer.jobs).toHaveLength(2);
    expect(memory.saves).toEqual([]);
  });
});

describe('after a lost link or a restart', () => {
  it('a printed ticket is answered with its first outcome, and nothing is sent', async () => {
    const memory = new StoredMemory();
    const first = await openBench({ memory });
    const printed = await first.run('print', ticket);
    await first.session.close();
    const second = await openBench({ memory });
    expect(await second.run('print', ticket)).toEqual(printed);
    expect(second.printer.heard).toEqual([]);
    expect(second.events).toEqual([]);
  });

  it('a ticket whose link broke behind the bytes is not sent a second time', async () => {
    const memory = new StoredMemory();
    const first = await openBench({ memory });
    first.printer.fence = '';
    const outcome = first.run('print', ticket);
    await settle();
    first.printer.unplug();
    expect(codeOf(await outcome)).toBe('DEVICE_OUTCOME_UNKNOWN');
    await first.session.close();
    const second = await openBench({ memory });
    const again = await second.run('print', ticket);
    expect(again).toMatchObject({
      error: { message: expect.stringMatching(/may be on paper already; look at the outlet/) },
    });
    expect(second.printer.jobs).toEqual([]);
  });

  it('a ticket found as sent is told unknown, once', async () => {
    const memory = new StoredMemory({ tickets: [{ ticketId, number: 'A012', state: 'sent' }] });
    const bench = await openBench({ memory });
    await bench.session.identify();
    await bench.session.identify();
    expect(bench.events).toEqual([
      {
        name: 'ticket-unknown',
        data: { ticketId, number: 'A012', reason: expect.stringMatching(/before .* confirmed/), copyIndex: 0 },
      },
    ]);
    expect(statesOf(memory)).toEqual([`${ticketId} unknown`]);
  });

  it.each([
    ['sent', undefined, 'DEVICE_OUTCOME_UNKNOWN'],
    ['unknown', undefined, 'DEVICE_OUTCOME_UNKNOWN'],
    ['printed', 'B', 'done'],
    ['printed', 'D', 'done'],
  ])('one remembered as %s (%s) is answered %s', async (state, evidence, code) => {
    const memory = new StoredMemory({ tickets: [{ ticketId, number: 'A012', state, evidence }] });
    const bench = await openBench({ memory });
    const outcome = await bench.run('print', ticket);
    expect(codeOf(outcome)).toBe(code);
    if ('result' in outcome) expect(outcome.result).toEqual({ ticketId, evidence, copyIndex: 0 });
    expect(bench.printer.jobs).toEqual([]);
  });

  it.each([
    undefined,
    null,
    5,
    [],
    { tickets: 'none' },
    { tickets: [{ ticketId }] },
    { tickets: [{ ticketId, number: 'A012', state: 'lost' }] },
  ])('a memory of another shape (%j) is an empty one', async (stored) => {
    const bench = await openBench({ memory: new StoredMemory(stored) });
    await bench.session.identify();
    expect(codeOf(await bench.run('print', ticket))).toBe('done');
  });

  it('the newest two hundred are remembered, the oldest go first', async () => {
    const memory = new StoredMemory();
    const bench = await openBench({ memory });
    const print = (index: number) => bench.run('print', { ...ticket, ticketId: `t-${index}` });
    for (let index = 0; index <= 200; index++) await print(index);
    expect(statesOf(memory)).toHaveLength(200);
    await print(1);
    expect(bench.printer.jobs).toHaveLength(201);
    await print(0);
    expect(bench.printer.jobs).toHaveLength(202);
  });
});

describe('whatever happens', () => {
  const step = fc.record({
    ticket: fc.integer({ min: 0, max: 3 }),
    happens: fc.constantFrom(
      'well',
      'well',
      'no-fence',
      'unplug',
      'disk-full',
      'no-paper',
      'restart',
      'forgets-to-save',
    ),
  });

  it('no ticketId comes out on two papers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (story) => {
        const memory = new StoredMemory();
        const papers: string[] = [];
        let current = '';
        let bench = await openBench({ memory });
        const listen = () => {
          bench.printer.onJob = () => papers.push(current);
        };
        listen();
        for (const { ticket: index, happens } of story) {
          current = `t-${index}`;
          memory.full = happens === 'disk-full';
          bench.printer.status = happens === 'no-paper' ? '1A 32 12 72' : '12 12 12 12';
          bench.printer.fence = happens === 'no-fence' || happens === 'unplug' ? '' : '00';
          if (happens === 'forgets-to-save') {
            bench.printer.onJob = () => {
              papers.push(current);
              memory.full = true;
            };
          }
          const outcome = bench.run('print', { ...ticket, ticketId: current, number: `N${index}` });
          await settle();
          if (happens === 'unplug') bench.printer.unplug();
          await bench.clock.advance(20_000);
          await outcome;
          memory.full = false;
          if (happens === 'unplug' || happens === 'restart' || happens === 'forgets-to-save') {
            await bench.session.close();
            bench = await openBench({ memory });
            listen();
            const identified = bench.session.identify();
            await bench.clock.advance(10_000);
            await identified;
          }
        }
        expect(new Set(papers).size).toBe(papers.length);
      }),
      { numRuns: 60 },
    );
  });
});
