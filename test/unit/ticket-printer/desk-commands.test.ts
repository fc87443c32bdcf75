import { describe, expect, it } from 'vitest';
import { codeOf, type Outcome, ticket } from './support/bench.js';
import { openHall, withoutIds } from './support/hall.js';

const { ticketId } = ticket;
const next = { ...ticket, ticketId: 't-2', number: 'A013' };

describe('the test page on a printer that may number what it prints', () => {
  const options = { profile: 'xprinter' };
  it('proves it, and tickets are numbered from then on, also after a restart', async () => {
    const hall = await openHall({ options });
    expect(await hall.run('print', { ...ticket, ticketId: 't-0' })).toMatchObject({ result: { evidence: 'B' } });
    expect(await hall.run('test')).toMatchObject({ result: { evidence: 'A', processId: 'proven' } });
    expect(await hall.run('print', ticket)).toMatchObject({ result: { evidence: 'A' } });
    await hall.unplug();
    await hall.connect();
    expect(await hall.run('print', next)).toMatchObject({ result: { evidence: 'A' } });
  });

  it('is not fooled by one that answers when it reads', async () => {
    const hall = await openHall({ options, printer: { instant: true } });
    expect(await hall.run('test')).toMatchObject({
      result: {
        evidence: 'D',
        processId: 'parse-time',
        why: expect.stringContaining('only says that the bytes were read'),
      },
    });
    expect(await hall.run('print', ticket)).toMatchObject({ result: { evidence: 'B' } });
  });

  it('shows one that knows nothing of it', async () => {
    const hall = await openHall({ options });
    hall.onTheWay = withoutIds;
    expect(await hall.run('test')).toMatchObject({ result: { evidence: 'B', processId: 'silent' } });
    expect(await hall.run('print', ticket)).toMatchObject({ result: { evidence: 'B' } });
    expect(hall.raised).toEqual([]);
  });

  it('doubts the profile of one that should have known', async () => {
    const hall = await openHall();
    hall.onTheWay = withoutIds;
    await hall.run('test');
    expect(hall.raised).toEqual(['printer-profile-mismatch']);
    hall.onTheWay = (bytes) => bytes;
    await hall.run('test');
    expect(hall.raised).toEqual([]);
  });

  it('carries no IDs where they would be printed as text', async () => {
    const hall = await openHall({ options: { profile: 'generic-58' } });
    const jobs: string[] = [];
    hall.onTheWay = (bytes) => {
      jobs.push(Buffer.from(bytes).toString('hex'));
      return bytes;
    };
    await hall.run('test');
    expect(jobs.join('')).not.toContain('1d2848');
  });
});

describe('what people say and ask for', () => {
  /** A ticket nobody can tell about. */
  const doubtful = async () => {
    const hall = await openHall({ options: { profile: 'generic-80' } });
    const printing = hall.begin('print', ticket);
    await hall.clock.advance(100);
    await hall.unplug();
    await printing;
    await hall.clock.advance(1_500);
    await hall.connect();
    return hall;
  };

  it('printed: the doubt is over, and the ticket is answered as one that came out', async () => {
    const hall = await doubtful();
    expect(await hall.run('resolve', { ticketId, outcome: 'printed' })).toEqual({
      result: { ticketId, outcome: 'printed' },
    });
    expect(hall.said).toEqual(['ticket-unknown 0', 'ticket-resolved printed 0']);
    expect(hall.raised).toEqual([]);
    expect(hall.state['unknownTickets']).toBeUndefined();
    expect(await hall.run('print', ticket)).toMatchObject({ result: { evidence: 'D', copyIndex: 0 } });
    expect(hall.numbers).toEqual(['A012']);
  });

  it('not printed: it may be printed, and says that it is not the first', async () => {
    const hall = await doubtful();
    await hall.run('resolve', { ticketId, outcome: 'not-printed' });
    expect(await hall.run('print', ticket)).toMatchObject({ result: { copyIndex: 1 } });
    expect(hall.numbers).toEqual(['A012', 'A012+1']);
  });

  it('a reprint ends the doubt as well', async () => {
    const hall = await doubtful();
    expect(await hall.run('reprint', { ticketId, reason: 'nothing at the outlet' })).toMatchObject({
      result: { evidence: 'B', copyIndex: 1 },
    });
    expect(hall.raised).toEqual([]);
    await hall.run('reprint', { ticketId, reason: 'lost' });
    expect(hall.numbers).toEqual(['A012', 'A012+1', 'A012+2']);
  });

  it('a reprint that is refused leaves everything as it was', async () => {
    const hall = await doubtful();
    hall.act('paper-out');
    expect(codeOf(await hall.run('reprint', { ticketId, reason: 'torn' }))).toBe('DEVICE_NOT_READY');
    expect(hall.state['unknownTickets']).toMatchObject([{ ticketId }]);
    await hall.run('resolve', { ticketId, outcome: 'printed' });
    expect(hall.raised).toEqual(['printer-paper-out']);
  });

  it('said while the printer is still being asked: the word of the person stands', async () => {
    const hall = await openHall({ options: { profile: 'generic-80' } });
    const printing = hall.begin('print', ticket);
    await hall.clock.advance(100);
    await hall.unplug();
    await printing;
    hall.act('open-cover');
    await hall.clock.advance(1_500);
    await hall.connect();
    hall.act('close-cover');
    // The printer is asked whether the line is clean, and that is waited for.
    let said: Promise<Outcome> | undefined;
    hall.onTheWay = (bytes) => {
      const isFence = Buffer.from(bytes).toString('hex') === '1d7201';
      if (isFence) said ??= hall.begin('resolve', { ticketId, outcome: 'printed' });
      return isFence ? undefined : bytes;
    };
    await hall.pass(10_000);
    expect(await said).toMatchObject({ result: { ticketId } });
    expect(hall.state['unknownTickets']).toBeUndefined();
    expect(hall.said.at(-1)).toBe('ticket-resolved printed 0');
  });

  it('what is not in doubt cannot be resolved, and the reply says what can', async () => {
    const hall = await doubtful();
    await hall.run('print', next);
    const refusal = await hall.run('resolve', { ticketId: 't-2', outcome: 'printed' });
    expect(refusal).toMatchObject({
      error: {
        code: 'COMMAND_ARGS_INVALID',
        field: 'args.ticketId',
        message: expect.stringContaining(`allowed: ${ticketId}`),
      },
    });
    expect(codeOf(await hall.run('resolve', { ticketId: 't-9', outcome: 'printed' }))).toBe('COMMAND_ARGS_INVALID');
  });

  it('what is not known, or under way, cannot be printed again', async () => {
    const hall = await openHall();
    expect(codeOf(await hall.run('reprint', { ticketId: 't-9', reason: 'lost' }))).toBe('COMMAND_ARGS_INVALID');
    const printing = hall.begin('print', ticket);
    await hall.clock.advance(10);
    expect(codeOf(await hall.run('reprint', { ticketId, reason: 'slow' }, 50))).toBe('PROTOCOL_BUSY');
    await hall.during(printing, 10_000);
    expect(hall.numbers).toEqual(['A012']);
  });

  it("a person's word that the disk refuses does not count", async () => {
    const hall = await doubtful();
    hall.memory.full = true;
    expect(codeOf(await hall.run('resolve', { ticketId, outcome: 'printed' }))).toBe('STORAGE_WRITE_FAILED');
    expect(hall.raised).toContain('printer-ticket-unknown');
  });
});

describe('units that are not what they say', () => {
  it.each([
    ['id-parse-time', 'parse-time', 'B'],
    ['no-id', 'silent', 'B'],
    ['epson-full', 'proven', 'A'],
  ] as const)('%s: the test page finds it %s, and tickets are graded %s', async (profile, processId, evidence) => {
    const hall = await openHall({ options: { profile: 'xprinter' }, printer: { profile } });
    expect(await hall.run('test')).toMatchObject({ result: { processId } });
    expect(await hall.run('print', ticket)).toMatchObject({ result: { evidence } });
    expect(hall.numbers.at(-1)).toBe('A012');
  });
});
