import { afterEach, describe, expect, it } from 'vitest';
import * as places from '../support/job-places.js';
import { ticketOf } from '../support/ticket-form.js';
import { citizen, epson, openStory, plain, type Story } from './ticket-story.js';

/** The windows of ticket-printing.md 8 in which something happens to the printer. */

let story: Story;
afterEach(() => story?.end());

const first = ticketOf(1);
const second = ticketOf(2);

describe('W5: the printer loses its power in the middle of a ticket', { retry: 1 }, () => {
  it.each([
    [
      'at a byte',
      async () => {
        await story.reached(story.printer.tap.toPrinter.stopAt(places.partOfJob(first.number, 0.6)));
        await story.printedSome(first.number);
        story.printer.act('power-off', { backMs: 300 });
      },
    ],
    ['at a millimetre', async () => void story.printer.act('power-cut', { atMm: 40, backMs: 300 })],
    [
      'when all lines are out and no cut is made',
      async () => {
        await story.reached(story.printer.tap.toPrinter.stopAt(places.beforeFirstId(first.number)));
        await story.printedSome();
        await story.atRest();
        story.printer.act('power-off', { backMs: 300 });
      },
    ],
  ])('%s: the strip is void, and the ticket comes once more with the mark', async (_name, cut) => {
    story = await openStory(epson);
    const powerGoes = cut();
    const order = story.order(first);
    await powerGoes;
    await order;
    await story.said(first, { kind: 'event', name: 'ticket-printed', evidence: 'A', copyIndex: 1 });
    expect(story.whole(first)).toMatchObject([{ copyIndex: 1, numbers: [first.number] }]);
    expect(story.papers(first).filter(({ isCut }) => !isCut)).toHaveLength(1);
    expect(await story.order(first)).toMatchObject({ status: 'succeeded', copyIndex: 1 });
    await story.isSound();
  });

  it('who asks for it while the marked paper is under way gets that one', async () => {
    story = await openStory(epson);
    const underWay = story.printer.tap.fromPrinter.stopAt(places.beforeIdAnswer());
    story.printer.act('power-cut', { atMm: 40, backMs: 300 });
    expect(await story.order(first)).toMatchObject({ status: 'unknown', code: 'DEVICE_OUTCOME_UNKNOWN' });
    await story.reached(underWay);
    const again = story.order(first);
    await expect.poll(() => story.hall.ledger.account(first.ticketId).accepted.length).toBe(2);
    story.printer.tap.fromPrinter.release();
    expect(await again).toMatchObject({ status: 'succeeded', evidence: 'A', copyIndex: 1 });
    expect(story.whole(first)).toMatchObject([{ copyIndex: 1, numbers: [first.number] }]);
    await story.isSound();
  });

  it('where reprints are to be asked for, it is told as not printed, and staff ask', async () => {
    story = await openStory({ options: { ...epson.options, reprintTornTickets: false } });
    story.printer.act('power-cut', { atMm: 40, backMs: 300 });
    expect(await story.order(first)).toMatchObject({ status: 'unknown', code: 'DEVICE_OUTCOME_UNKNOWN' });
    await story.said(first, { kind: 'event', name: 'ticket-not-printed', copyIndex: 0 });
    await story.ready();
    story.neverSaid(first, 'ticket-printed');
    expect(story.whole(first)).toEqual([]);
    expect(await story.reprint(first)).toMatchObject({ status: 'succeeded', copyIndex: 1 });
    expect(story.whole(first)).toMatchObject([{ copyIndex: 1 }]);
    await story.waiting();
    await story.isSound();
  });

  it('all lines were confirmed: the ticket exists and is not printed again by itself', async () => {
    story = await openStory(epson);
    const reached = story.printer.tap.toPrinter.stopAt(places.beforeCut(first.number));
    const confirmed = story.printer.tap.fromPrinter.stopAt(places.behindIdAnswer());
    const order = story.order(first);
    await story.reached(reached);
    await story.reached(confirmed);
    story.printer.tap.fromPrinter.release();
    // The gateway hears it and has nothing to say to it, so no event tells: what it asks is held on the way.
    await new Promise((resolve) => setTimeout(resolve, 500));
    story.printer.act('power-off', { backMs: 300 });
    await order;
    await story.ready();
    await story.isSound();
    expect(story.whole(first).filter(({ copyIndex }) => copyIndex > 0)).toEqual([]);
  });
});

describe('W6 and W7: the paper ends or the cover opens in the middle of a ticket', { retry: 1 }, () => {
  it.each([
    ['the paper ends', 'paper-out', 'load-paper'],
    ['the cover is opened', 'open-cover', 'close-cover'],
  ])('%s: the rest is dropped, and afterwards the ticket comes with the mark', async (_name, happens, mended) => {
    story = await openStory(epson);
    story.printer.act(happens, { afterMm: 40 });
    // It is answered when the rest is dropped, long before anybody has come.
    expect(await story.order(first)).toMatchObject({ status: 'unknown', code: 'DEVICE_OUTCOME_UNKNOWN' });
    expect(story.whole(first)).toEqual([]);
    story.printer.act(mended);
    await story.said(first, { kind: 'event', name: 'ticket-printed', evidence: 'A', copyIndex: 1 });
    expect(story.whole(first)).toMatchObject([{ copyIndex: 1, numbers: [first.number] }]);
    await story.isSound();
  });

  it.each([
    ['the paper ends', 'paper-out', 'load-paper'],
    ['the cover is opened', 'open-cover', 'close-cover'],
  ])(
    '%s in a printer that cannot drop the rest: it comes out later, and somebody has to look',
    async (_name, happens, mended) => {
      story = await openStory(plain);
      story.printer.act(happens, { afterMm: 40 });
      const order = story.order(first);
      await story.hall.until(story.printer, ({ ready }) => ready === false);
      story.printer.act(mended);
      expect(await order).toMatchObject({ status: 'unknown', code: 'DEVICE_OUTCOME_UNKNOWN' });
      await story.waiting(first);
      await story.atRest();
      const outcome = story.whole(first).length > 0 ? 'printed' : 'not-printed';
      expect(await story.resolve(first, outcome)).toMatchObject({ status: 'succeeded' });
      expect(await story.order(first)).toMatchObject({ status: 'succeeded' });
      expect(story.whole(first)).toHaveLength(1);
      await story.isSound();
    },
  );

  it.each([
    ['the paper ends', 'paper-out', 'load-paper'],
    ['the cover is opened', 'open-cover', 'close-cover'],
  ])(
    '%s, all is well again and then the gateway is killed: the blade alone proves nothing',
    async (_name, happens, mended) => {
      story = await openStory(citizen);
      story.printer.act(happens, { afterMm: 40 });
      const order = story.order(first);
      await story.hall.until(story.printer, ({ ready }) => ready === false);
      // It hears no more from here on: neither that all is well nor that the ticket is out.
      await story.reached(story.printer.tap.fromPrinter.stopAt(places.here));
      story.printer.act(mended);
      await story.atRest();
      await story.killAndStart();
      await order;
      await story.said(first, { kind: 'event', name: 'ticket-unknown' });
      await story.waiting(first);
      story.neverSaid(first, 'ticket-printed');
      await story.isSound();
    },
  );
});

describe('W8: the cutter jams behind a ticket', { retry: 1 }, () => {
  it('the ticket exists and is not printed again', async () => {
    story = await openStory(epson);
    story.printer.act('jam-cutter', { at: 'next-cut' });
    const order = story.order(first);
    await story.hall.until(story.printer, ({ ready }) => ready === false);
    story.printer.act('clear-cutter');
    await order;
    await story.ready();
    expect(story.papers(first).filter(({ copyIndex }) => copyIndex > 0)).toEqual([]);
    const again = await story.order(first);
    expect(again.status).not.toBe('failed');
    await story.isSound();
    expect(story.papers(first).filter(({ isWhole }) => isWhole)).toMatchObject([{ copyIndex: 0 }]);
  });
});

describe('W9: the head gets hot', { retry: 1 }, () => {
  it('longer than a confirmation may take: the ticket is waited for, and confirmed', async () => {
    story = await openStory(epson);
    const reached = story.printer.tap.toPrinter.stopAt(places.behindJob(first.number));
    const order = story.order(first);
    await story.reached(reached);
    story.printer.tap.toPrinter.release();
    story.printer.act('overheat', { seconds: 10 });
    expect(await order).toMatchObject({ status: 'succeeded', evidence: 'A', copyIndex: 0 });
    expect(story.papers(first)).toMatchObject([{ isWhole: true, copyIndex: 0 }]);
    story.neverSaid(first, 'ticket-unknown');
    await story.isSound();
  });
});

describe('W10: the printer does not tell, and nothing is wrong', { retry: 1 }, () => {
  it('three tickets with less evidence, then the profile is doubted', async () => {
    story = await openStory(epson);
    story.printer.tap.fromPrinter.alter = places.losingIds();
    for (const ticket of [first, second, ticketOf(3)]) {
      const reply = await story.order(ticket);
      expect(reply).toMatchObject({ status: 'succeeded', copyIndex: 0 });
      expect(['B', 'C', 'D']).toContain(reply.evidence);
      expect(story.papers(ticket)).toMatchObject([{ isWhole: true, copyIndex: 0 }]);
    }
    await story.raised('printer-profile-mismatch');
    await story.isSound();
  });

  it('one ID is lost: the next ticket confirms the one before, nothing is printed again', async () => {
    story = await openStory(epson);
    story.printer.tap.fromPrinter.alter = places.losingIds(2);
    const reply = await story.order(first);
    expect(reply).toMatchObject({ status: 'succeeded', copyIndex: 0 });
    expect(await story.order(second)).toMatchObject({ status: 'succeeded', evidence: 'A', copyIndex: 0 });
    expect(story.papers(first)).toMatchObject([{ isWhole: true, copyIndex: 0 }]);
    await story.isSound();
  });
});

describe('a copy that staff ask for', { retry: 1 }, () => {
  it('says what it is, each time one more', async () => {
    story = await openStory(epson);
    expect(await story.order(first)).toMatchObject({ status: 'succeeded', evidence: 'A', copyIndex: 0 });
    expect(await story.reprint(first)).toMatchObject({ status: 'succeeded', copyIndex: 1 });
    expect(await story.reprint(first)).toMatchObject({ status: 'succeeded', copyIndex: 2 });
    expect(story.whole(first).map(({ copyIndex }) => copyIndex)).toEqual([0, 1, 2]);
    expect(await story.reprint(second)).toMatchObject({ status: 'rejected', code: 'COMMAND_ARGS_INVALID' });
    await story.isSound();
  });
});
