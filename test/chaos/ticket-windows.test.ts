import { afterEach, describe, expect, it } from 'vitest';
import * as places from '../support/job-places.js';
import { mountSmallDisk } from '../support/mounted.js';
import { ticketOf } from '../support/ticket-form.js';
import { citizen, epson, openStory, plain, type Story } from './ticket-story.js';

/** The windows of ticket-printing.md 8 in which the gateway dies, or loses its line or its disk. */

let story: Story;
afterEach(() => story?.end());

const first = ticketOf(1);
const second = ticketOf(2);

describe('W1: killed before anything was sent', { retry: 1 }, () => {
  it('a ticket that waits behind another is printed after the start, once and without a mark', async () => {
    story = await openStory(epson);
    const { tap } = story.printer;
    const reached = tap.fromPrinter.stopAt(places.beforeIdAnswer());
    const orders = [story.order(first), story.order(second)];
    await story.reached(reached);
    await story.killAndStart();
    const [interrupted, waiting] = await Promise.all(orders);
    expect(interrupted).toMatchObject({ status: 'unknown', code: 'COMMAND_INTERRUPTED' });
    expect(waiting).toMatchObject({ status: 'succeeded', copyIndex: 0 });
    expect(story.papers(second)).toMatchObject([{ isWhole: true, copyIndex: 0 }]);
    await story.isSound();
  });

  it('a ticket whose turn had come is answered as interrupted, and printed when it is asked for again', async () => {
    story = await openStory(epson);
    const { tap } = story.printer;
    // The printer does not answer, so that the gateway cannot know whether it may send.
    await story.reached(tap.fromPrinter.stopAt(places.here));
    const order = story.order(first);
    await story.accepted(first);
    await story.killAndStart();
    expect(await order).toMatchObject({ status: 'unknown', code: 'COMMAND_INTERRUPTED' });
    expect(await story.order(first)).toMatchObject({ status: 'succeeded', copyIndex: 0 });
    expect(story.papers(first)).toMatchObject([{ isWhole: true, copyIndex: 0 }]);
    await story.isSound();
  });
});

describe('W2: killed while it was sent', { retry: 1 }, () => {
  it.each([
    ['not one byte had arrived', places.beforeJob],
    ['half of the bytes had arrived', (number: string) => places.partOfJob(number, 0.5)],
    ['everything but the cut had arrived', places.beforeCut],
  ])('%s: the printer drops the rest, and the ticket comes once more with the mark', async (_name, place) => {
    story = await openStory(epson);
    const reached = story.printer.tap.toPrinter.stopAt(place(first.number));
    const order = story.order(first);
    await story.reached(reached);
    await story.killAndStart();
    expect(await order).toMatchObject({ status: 'unknown', code: 'COMMAND_INTERRUPTED' });
    await story.said(first, { kind: 'event', name: 'ticket-printed', evidence: 'A', copyIndex: 1 });
    expect(story.whole(first)).toMatchObject([{ copyIndex: 1, numbers: [first.number] }]);
    expect(await story.order(first)).toMatchObject({ status: 'succeeded', copyIndex: 1 });
    await story.isSound();
  });

  it('all but the last question had arrived: the blade was counted, nothing is printed again', async () => {
    story = await openStory(epson);
    const reached = story.printer.tap.toPrinter.stopAt(places.beforeLastId(first.number));
    const order = story.order(first);
    await story.reached(reached);
    await story.atRest();
    await story.killAndStart();
    expect(await order).toMatchObject({ status: 'unknown' });
    await story.said(first, { kind: 'event', name: 'ticket-printed', evidence: 'C', copyIndex: 0 });
    expect(story.whole(first)).toMatchObject([{ copyIndex: 0 }]);
    await story.isSound();
  });

  it.each([
    ['half of it, and the person at the outlet finds none', 0.5, 'not-printed'],
    ['all of it, and the person at the outlet finds it', 1, 'printed'],
  ] as const)('a printer that tells nothing, %s', async (_name, share, outcome) => {
    story = await openStory(plain);
    const reached = story.printer.tap.toPrinter.stopAt(places.partOfJob(first.number, share));
    const order = story.order(first);
    await story.reached(reached);
    await story.killAndStart();
    expect(await order).toMatchObject({ status: 'unknown' });
    await story.said(first, { kind: 'event', name: 'ticket-unknown' });
    await story.waiting(first);
    expect(await story.order(first)).toMatchObject({ status: 'unknown', code: 'DEVICE_OUTCOME_UNKNOWN' });

    await story.atRest();
    expect(story.whole(first)).toHaveLength(outcome === 'printed' ? 1 : 0);
    expect(await story.resolve(first, outcome)).toMatchObject({ status: 'succeeded' });
    await story.said(first, { kind: 'event', name: 'ticket-resolved' });
    await story.waiting();
    expect(await story.order(first)).toMatchObject({ status: 'succeeded' });
    expect(story.whole(first)).toMatchObject([{ numbers: [first.number] }]);
    await story.isSound();
  });
});

describe('W3: killed when all was sent, before the printer said that it was printed', { retry: 1 }, () => {
  it('the blade was counted: the ticket is printed, and is not printed again', async () => {
    story = await openStory(epson);
    const reached = story.printer.tap.fromPrinter.stopAt(places.beforeIdAnswer());
    const order = story.order(first);
    await story.reached(reached);
    await story.killAndStart();
    expect(await order).toMatchObject({ status: 'unknown' });
    await story.said(first, { kind: 'event', name: 'ticket-printed', evidence: 'C', copyIndex: 0 });
    expect(await story.order(first)).toMatchObject({ status: 'succeeded', evidence: 'C', copyIndex: 0 });
    expect(story.papers(first)).toMatchObject([{ isWhole: true, copyIndex: 0 }]);
    await story.isSound();
  });
});

describe('W4: the connection broke before the answer', { retry: 1 }, () => {
  it.each([
    ['that it is printed', 1],
    ['that it is cut', 2],
  ])('%s: the blade was counted, nothing is printed again', async (_name, nth) => {
    story = await openStory(epson);
    const reached = story.printer.tap.fromPrinter.stopAt(places.beforeIdAnswer(nth));
    const order = story.order(first);
    await story.reached(reached);
    story.printer.tap.reset();
    await order;
    await story.said(first, { kind: 'event', name: 'ticket-printed', copyIndex: 0 });
    await story.online();
    expect(await story.order(first)).toMatchObject({ status: 'succeeded', copyIndex: 0 });
    expect(story.papers(first)).toMatchObject([{ isWhole: true, copyIndex: 0 }]);
    await story.isSound();
  });

  it('a printer that tells nothing: somebody has to look', async () => {
    story = await openStory(plain);
    const reached = story.printer.tap.toPrinter.stopAt(places.behindJob(first.number));
    const order = story.order(first);
    await story.reached(reached);
    story.printer.tap.reset();
    expect(await order).toMatchObject({ status: 'unknown', code: 'DEVICE_OUTCOME_UNKNOWN' });
    await story.online();
    await story.waiting(first);
    await story.atRest();
    expect(await story.resolve(first, 'printed')).toMatchObject({ status: 'succeeded' });
    expect(story.papers(first)).toMatchObject([{ isWhole: true, copyIndex: 0 }]);
    await story.isSound();
  });
});

describe('W11: the disk takes no more', { retry: 1 }, () => {
  it('the ticket is refused in words and not printed; with room it is printed', async (context) => {
    const disk = mountSmallDisk(4);
    if (!disk) return context.skip('nothing may be mounted here');
    story = await openStory(epson, { path: disk.path, remove: disk.unmount });
    disk.fill();
    // What is left of a page still takes small things, and the next one is refused then.
    const refused: string[] = [];
    for (let n = 100; n < 160 && refused.length < 3; n++) {
      const { status, code, message } = await story.order(ticketOf(n));
      if (status !== 'succeeded') refused.push(`${ticketOf(n).number} ${status} ${code} ${message}`);
    }
    expect(refused).toHaveLength(3);
    for (const words of refused) {
      expect(words).toMatch(/STORAGE_WRITE_FAILED/);
      expect(story.papers({ number: words.slice(0, 6) })).toEqual([]);
    }
    disk.makeRoom();
    await story.isSound();
  });
});

describe('W12: half of a command was sent to a printer that lives', { retry: 1 }, () => {
  const half = [
    ['before the length of what follows', places.insideLength],
    ['in the data of a QR code', places.insideQr],
    ['before it says how to cut', places.insideCut],
  ] as const;
  const units = [
    ['a printer that can drop what it has', epson],
    ['one that cannot', plain],
    ['one that cannot, and counts its cuts', citizen],
  ] as const;
  it.each(units.flatMap(([unit, plan]) => half.map(([where, place]) => [unit, where, plan, place] as const)))(
    '%s, %s: the next ticket is whole, nothing of it is taken for the missing bytes',
    async (_unit, _where, plan, place) => {
      story = await openStory(plan);
      const reached = story.printer.tap.toPrinter.stopAt(place(first.number));
      const order = story.order(first);
      await story.reached(reached);
      story.printer.tap.reset();
      await order;
      await story.online();
      expect(await story.order(second)).toMatchObject({ status: 'succeeded', copyIndex: 0 });
      expect(story.whole(second)).toMatchObject([{ numbers: [second.number], copyIndex: 0 }]);
      await story.isSound();
    },
  );
});
