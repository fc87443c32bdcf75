import { describe, expect, it } from 'vitest';
import { codeOf, ticket } from './support/bench.js';
import { openHall, withoutIds } from './support/hall.js';

const { ticketId } = ticket;
const next = { ...ticket, ticketId: 't-2', number: 'A013' };

describe('a printer that numbers what it prints', () => {
  it('A: its ID behind the cut confirms the ticket', async () => {
    const hall = await openHall();
    expect(await hall.run('print', ticket)).toEqual({ result: { ticketId, evidence: 'A', copyIndex: 0 } });
    expect(hall.numbers).toEqual(['A012']);
    expect(hall.said).toEqual(['ticket-printed A 0']);
    expect(hall.view.protocolErrors).toEqual([]);
    expect(hall.clock.pending).toBeLessThanOrEqual(1);
  });

  it('numbers go up over sessions and restarts', async () => {
    const hall = await openHall();
    const ids = () => [...hall.memory.kept.values()].map((value) => (value as { send: { p: number; c: number } }).send);
    await hall.run('print', ticket);
    await hall.unplug();
    await hall.connect();
    await hall.run('print', next);
    expect(ids()).toMatchObject([
      { p: 1, c: 2 },
      { p: 3, c: 4 },
    ]);
    expect(new Set(ids().map((send) => (send as unknown as { epoch: string }).epoch)).size).toBe(2);
  });
});

describe('W4: the connection breaks behind the bytes', () => {
  it('it is told unknown at once, and printed as soon as the cut counter shows it', async () => {
    const hall = await openHall();
    const printing = hall.begin('print', ticket);
    await hall.clock.advance(100);
    await hall.unplug();
    expect(codeOf(await printing)).toBe('DEVICE_OUTCOME_UNKNOWN');
    expect(hall.raised).toContain('printer-ticket-unknown');
    await hall.clock.advance(1_500);
    await hall.connect();
    expect(hall.said).toEqual(['ticket-unknown 0', 'ticket-printed C 0']);
    expect(hall.numbers).toEqual(['A012']);
    expect(hall.raised).not.toContain('printer-ticket-unknown');
    expect(await hall.run('print', ticket)).toEqual({ result: { ticketId, evidence: 'C', copyIndex: 0 } });
    expect(hall.numbers).toEqual(['A012']);
  });

  it('stays unknown on a printer that can neither number, nor clear, nor count', async () => {
    const hall = await openHall({ options: { profile: 'generic-80' } });
    const printing = hall.begin('print', ticket);
    await hall.clock.advance(100);
    await hall.unplug();
    await printing;
    await hall.clock.advance(1_500);
    await hall.connect();
    expect(hall.said).toEqual(['ticket-unknown 0']);
    expect(hall.state['unknownTickets']).toMatchObject([{ ticketId, number: 'A012' }]);
    expect(codeOf(await hall.run('print', ticket))).toBe('DEVICE_OUTCOME_UNKNOWN');
    expect(hall.numbers).toEqual(['A012']);
  });
});

describe('W2: the gateway is killed while it sends', () => {
  it('half a job in the printer is dropped, and a marked ticket follows', async () => {
    const hall = await openHall();
    hall.onTheWay = (bytes) => (bytes.length > 40 ? bytes.slice(0, bytes.length >> 1) : bytes);
    void hall.begin('print', ticket);
    await hall.clock.advance(300);
    hall.onTheWay = (bytes) => bytes;
    hall.kill();
    await hall.connect();
    await hall.pass(6_000);
    expect(hall.numbers).toEqual(['A012+1']);
    expect(hall.said).toEqual(['ticket-printed A 1']);
  });

  it('nothing had left: it is found out in the same way', async () => {
    const hall = await openHall();
    hall.onTheWay = (bytes) => (bytes.length > 40 ? undefined : bytes);
    void hall.begin('print', ticket);
    await hall.clock.advance(300);
    hall.onTheWay = (bytes) => bytes;
    hall.kill();
    await hall.connect();
    await hall.pass(6_000);
    expect(hall.numbers).toEqual(['A012+1']);
  });
});

describe('W3: the gateway is killed behind the last byte', () => {
  it('the ticket goes on, and is not printed again', async () => {
    const hall = await openHall();
    void hall.begin('print', ticket);
    await hall.clock.advance(100);
    hall.kill();
    await hall.connect();
    await hall.pass(4_000);
    expect(hall.numbers).toEqual(['A012']);
    expect(hall.said).toEqual(['ticket-printed C 0']);
  });
});

describe('the gateway is killed between the last line and the cut', () => {
  it('a restart knows that the paper exists, and does not print it again', async () => {
    const hall = await openHall({ options: { profile: 'xprinter' } });
    await hall.run('test');
    const printing = hall.begin('print', ticket);
    const isLines = () => JSON.stringify([...hall.memory.kept.values()]).includes('"lines":true');
    for (let ms = 0; ms < 3_000 && !isLines(); ms += 20) await hall.clock.advance(20);
    hall.kill();
    await printing.catch(() => undefined);
    await hall.connect();
    await hall.pass(6_000);
    expect(hall.said.at(-1)).toBe('ticket-printed D 0 uncut');
    expect(hall.numbers.filter((number) => number === 'A012')).toHaveLength(1);
  });
});

describe('the cut counter after another paper', () => {
  it('tells nothing of an earlier one', async () => {
    const hall = await openHall();
    const printing = hall.begin('print', ticket);
    await hall.clock.advance(50);
    hall.faults({ silent: true });
    hall.act('open-cover');
    await hall.clock.advance(11_000);
    await printing;
    expect(hall.said).toEqual(['ticket-unknown 0']);
    hall.faults({ silent: false });
    hall.act('close-cover');
    hall.act('power-cut', { atMm: 60 });
    await hall.pass(4_000);
    await hall.run('test');
    hall.act('power-on');
    await hall.connect();
    await hall.pass(4_000);
    expect(hall.said.filter((word) => word.startsWith('ticket-printed'))).toEqual([]);
  });
});

describe("W5: the printer's power goes under a ticket", () => {
  it.each([5, 20, 45])('%i mm out: the strip is void, a marked ticket follows', async (atMm) => {
    const hall = await openHall();
    hall.act('power-cut', { atMm, backMs: 5_000 });
    expect(codeOf(await hall.run('print', ticket))).toBe('DEVICE_OUTCOME_UNKNOWN');
    await hall.clock.advance(5_500);
    await hall.connect();
    await hall.pass(6_000);
    expect(hall.numbers).toEqual(['A012+1']);
    expect(hall.view.torn).toHaveLength(1);
    expect(hall.said).toEqual(['ticket-unknown 0', 'ticket-printed A 1']);
  });

  it('stays unknown where the branch wants to decide itself, until somebody does', async () => {
    const hall = await openHall({ options: { reprintTornTickets: false } });
    hall.act('power-cut', { atMm: 40, backMs: 5_000 });
    await hall.run('print', ticket);
    await hall.clock.advance(5_500);
    await hall.connect();
    await hall.pass(6_000);
    expect(hall.numbers).toEqual([]);
    expect(await hall.run('resolve', { ticketId, outcome: 'not-printed' })).toMatchObject({ result: { ticketId } });
    expect(hall.raised).not.toContain('printer-ticket-unknown');
    expect(await hall.run('print', ticket)).toMatchObject({ result: { evidence: 'A', copyIndex: 1 } });
    expect(hall.numbers).toEqual(['A012+1']);
  });

  it('a printer whose power goes with every ticket stops trying', async () => {
    const hall = await openHall();
    hall.act('power-cut', { atMm: 45, backMs: 4_000 });
    await hall.run('print', ticket);
    for (let round = 0; round < 6; round++) {
      await hall.clock.advance(6_000);
      hall.act('power-cut', { atMm: 70, backMs: 4_000 });
      await hall.connect();
      await hall.pass(6_000);
    }
    expect(hall.numbers).toEqual([]);
    expect(hall.view.torn.length).toBe(3);
    expect(hall.state['unknownTickets']).toMatchObject([{ ticketId }]);
  });
});

describe('W6: the paper runs out under a ticket', () => {
  it('its rest is dropped, and a marked one follows on the new roll', async () => {
    const hall = await openHall();
    hall.act('paper-out', { afterMm: 20 });
    const outcome = await hall.run('print', ticket);
    expect(codeOf(outcome)).toBe('DEVICE_OUTCOME_UNKNOWN');
    expect('error' in outcome && outcome.error.message).toContain('marked REPRINT 1');
    expect(hall.state['reprintsDue']).toMatchObject([{ ticketId }]);
    await hall.pass(10_000);
    expect(hall.numbers).toEqual([]);
    hall.act('load-paper');
    await hall.pass(8_000);
    expect(hall.numbers).toEqual(['A012+1']);
    expect(hall.said).toEqual(['ticket-printed A 1']);
    expect(hall.state['reprintsDue']).toBeUndefined();
  });

  it('the next ticket waits behind the one that is due', async () => {
    const hall = await openHall();
    hall.act('paper-out', { afterMm: 20 });
    await hall.run('print', ticket);
    hall.act('load-paper');
    await hall.run('print', next);
    expect(hall.numbers).toEqual(['A012+1', 'A013']);
  });

  it('nothing is printed again where the branch does not want it, and that is said', async () => {
    const hall = await openHall({ options: { reprintTornTickets: false } });
    hall.act('paper-out', { afterMm: 20 });
    expect(codeOf(await hall.run('print', ticket))).toBe('DEVICE_NOT_READY');
    expect(hall.said).toEqual(['ticket-not-printed 0']);
    hall.act('load-paper');
    await hall.pass(6_000);
    expect(hall.numbers).toEqual([]);
  });

  it('a printer that cannot drop it finishes it on the new roll: split, and for people to judge', async () => {
    const hall = await openHall({ options: { profile: 'generic-80' } });
    hall.act('paper-out', { afterMm: 20 });
    expect(codeOf(await hall.run('print', ticket))).toBe('DEVICE_OUTCOME_UNKNOWN');
    hall.act('load-paper');
    await hall.pass(6_000);
    expect(hall.said).toEqual(['ticket-unknown 0']);
    await hall.run('reprint', { ticketId, reason: 'split' });
    expect(hall.numbers.at(-1)).toBe('A012+1');
  });
});

describe('W7: the cover is opened under a ticket', () => {
  it('as with paper out', async () => {
    const hall = await openHall();
    hall.act('open-cover', { afterMm: 20 });
    await hall.run('print', ticket);
    await hall.pass(4_000);
    hall.act('close-cover');
    await hall.pass(8_000);
    expect(hall.numbers).toEqual(['A012+1']);
    expect(hall.said).toEqual(['ticket-printed A 1']);
  });
});

describe('W8: the blade is stuck behind a ticket', () => {
  it('it exists, is not confirmed as whole, and is not printed again', async () => {
    const hall = await openHall();
    hall.act('jam-cutter', { at: 'next-cut' });
    expect(await hall.run('print', ticket)).toMatchObject({ result: { evidence: 'D', uncut: true, copyIndex: 0 } });
    expect(hall.raised).toContain('printer-cutter-fault');
    hall.act('clear-cutter');
    await hall.pass(6_000);
    expect(hall.numbers).toEqual(['A012']);
    expect(hall.said).toEqual(['ticket-printed D 0 uncut']);
  });
});

describe('W9: the head is too hot', () => {
  it('the ticket is waited for as long as it takes to cool', async () => {
    const hall = await openHall();
    const printing = hall.begin('print', ticket);
    await hall.clock.advance(150);
    hall.act('overheat', { seconds: 45 });
    await hall.pass(50_000);
    expect(await printing).toMatchObject({ result: { evidence: 'A' } });
    expect(hall.numbers).toEqual(['A012']);
  });
});

describe('W10: the IDs stay away although the printer is well', () => {
  it('a fence is the evidence then, and after three in a row the profile is doubted', async () => {
    const hall = await openHall();
    hall.onTheWay = withoutIds;
    for (const number of ['A001', 'A002', 'A003']) {
      expect(await hall.run('print', { ...ticket, ticketId: number, number })).toMatchObject({
        result: { evidence: 'B' },
      });
      expect(hall.raised.includes('printer-profile-mismatch')).toBe(number === 'A003');
    }
    const before = hall.clock.monotonic();
    expect(await hall.run('print', next)).toMatchObject({ result: { evidence: 'B' } });
    expect(hall.clock.monotonic() - before).toBeLessThan(3_000);
    await hall.unplug();
    await hall.connect();
    expect(hall.raised).toContain('printer-profile-mismatch');
  });
});

describe('W11: the disk is full', () => {
  it('nothing is printed that cannot be recorded', async () => {
    const hall = await openHall();
    hall.memory.full = true;
    expect(codeOf(await hall.run('print', ticket))).toBe('STORAGE_WRITE_FAILED');
    await hall.pass(4_000);
    expect(hall.numbers).toEqual([]);
  });
});

describe('W12: half a command waits in the printer', () => {
  it.each(['epson-tm', 'generic-80'])('it does not eat the next ticket (%s)', async (profile) => {
    const hall = await openHall({ options: { profile } });
    // Ends inside the parameters of a QR code.
    hall.onTheWay = (bytes) => (bytes.length > 40 ? Uint8Array.from([0x1d, 0x28, 0x6b, 0x50, 0x00, 0x31]) : bytes);
    void hall.begin('print', ticket);
    await hall.clock.advance(300);
    hall.onTheWay = (bytes) => bytes;
    hall.kill();
    await hall.connect();
    await hall.run('print', next);
    expect(hall.numbers.filter((number) => number === 'A013')).toEqual(['A013']);
  });
});

describe('what hangs out of the printer', () => {
  it('a torn strip is called void and cut off, so that the marked paper begins with its mark', async () => {
    const hall = await openHall();
    hall.act('open-cover', { afterMm: 20 });
    await hall.run('print', ticket);
    hall.act('close-cover');
    await hall.pass(8_000);
    const [strip, paper] = hall.papers;
    expect(strip?.at(-1)).toBe('作废 VOID');
    expect(paper?.slice(0, 2)).toEqual(['补打 REPRINT 1', '2026-11-23 09:00']);
    expect(hall.papers).toHaveLength(2);
  });

  it("a ticket that is whole but uncut is not called void, and is not the next one's head", async () => {
    const hall = await openHall({ options: { profile: 'epson-tm' } });
    hall.act('jam-cutter', { at: 'next-cut' });
    await hall.run('print', ticket);
    hall.act('clear-cutter', { resume: false });
    hall.act('power-off');
    hall.act('power-on');
    await hall.connect();
    await hall.run('print', next);
    expect(hall.papers.flat()).not.toContain('作废 VOID');
    expect(hall.numbers).toEqual(['A013']);
  });
});

describe('A2: a later ID of the same session', () => {
  /** The printer goes on, and nothing it says arrives for a while. */
  const unheard = async () => {
    const hall = await openHall({ options: { profile: 'xprinter' } });
    await hall.run('test');
    hall.events.splice(0);
    const printing = hall.begin('print', ticket);
    await hall.clock.advance(50);
    hall.faults({ silent: true });
    await hall.clock.advance(10_000);
    expect(codeOf(await printing)).toBe('DEVICE_OUTCOME_UNKNOWN');
    hall.faults({ silent: false });
    await hall.pass(6_000);
    return hall;
  };

  it('vouches for a ticket whose own got lost', async () => {
    const hall = await unheard();
    await hall.run('print', next);
    expect(hall.said).toEqual(['ticket-unknown 0', 'ticket-printed A2 0', 'ticket-printed A 0']);
    expect(hall.numbers).toEqual(['?', 'A012', 'A013']);
    expect(hall.raised).toEqual([]);
  });

  it('one of another session vouches for nothing', async () => {
    const hall = await unheard();
    hall.memory.kept.forEach((value, key) => {
      hall.memory.kept.set(key, { ...(value as object), send: undefined });
    });
    await hall.unplug();
    await hall.connect();
    await hall.run('print', next);
    expect(hall.said).toEqual(['ticket-unknown 0', 'ticket-printed A 0']);
  });
});

describe('a printer that is back, and has no paper', () => {
  it.each(['epson-tm', 'generic-80'])('is asked about the old ticket when it has some (%s)', async (profile) => {
    const hall = await openHall({ options: { profile }, printer: { bufferBytes: 4_096 } });
    hall.act('paper-out', { afterMm: 200 });
    void hall.begin('print', ticket);
    await hall.clock.advance(100);
    hall.kill();
    hall.act('paper-out');
    await hall.connect();
    await hall.pass(6_000);
    expect(hall.said).toEqual(['ticket-unknown 0']);
    expect(hall.raised).toContain('printer-paper-out');
    hall.act('load-paper');
    await hall.pass(10_000);
    const end = profile === 'epson-tm' ? ['ticket-unknown 0', 'ticket-printed A 1'] : ['ticket-unknown 0'];
    expect(hall.said).toEqual(end);
    expect(hall.view.protocolErrors.filter((text) => text.includes('buffer full'))).toEqual([]);
    expect(await hall.run('print', next)).toHaveProperty('result');
    expect(hall.numbers.at(-1)).toBe('A013');
  });
});

describe('the roll ends at any millimetre of a ticket', () => {
  it.each(['epson-tm', 'xprinter'])('what is called confirmed was cut off whole (%s)', async (profile) => {
    const grades = new Set<unknown>();
    for (let afterMm = 30; afterMm <= 100; afterMm += 2) {
      const hall = await openHall({ options: { profile } });
      await hall.run('test');
      hall.act('paper-out', { afterMm });
      const printing = hall.begin('print', ticket);
      await hall.pass(4_000);
      hall.act('load-paper');
      await hall.pass(10_000);
      const outcome = await printing;
      const grade =
        'result' in outcome ? `${outcome.result?.['evidence']}${outcome.result?.['uncut'] ? ' uncut' : ''}` : '?';
      grades.add(grade);
      const originals = hall.wholePapers.filter(({ number, copy }) => number === 'A012' && copy === 0);
      if (grade === 'A') expect(originals, `${afterMm} mm`).toHaveLength(1);
    }
    expect([...grades].sort()).toEqual(['?', 'A', 'D uncut']);
  });
});
