import { describe, expect, it } from 'vitest';
import { alphaOptions } from '../../../../drivers/led-board/alpha/options.js';
import { AlphaPanel } from '../../../../drivers/led-board/alpha/panel.js';
import { BoardSession } from '../../../../drivers/led-board/board/session.js';
import { createBus } from '../../../../drivers/transport/bus.js';
import { formatsOf, formatText } from '../../../../drivers/transport/line-format.js';
import type { ByteLink } from '../../../../drivers/transport/link.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { createAlpha } from '../../../../simulators/led-board/alpha.js';
import type { AlphaView } from '../../../../simulators/led-board/alpha-view.js';
import { plugIn } from '../../../../simulators/line.js';
import { createWorld } from '../../../../simulators/world.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

/** The three that Alpha signs usually have, as the link of the bus lists them. */
const formats = formatsOf({
  ...{ type: 'serial', path: '/dev/ttyS0', flowControl: 'none' },
  ...{ baudRate: 9_600, dataBits: 7, parity: 'even', stopBits: 1 },
  alternatives: [
    { baudRate: 4_800, stopBits: 2 },
    { dataBits: 8, parity: 'none' },
  ],
});

type Listening = NonNullable<NonNullable<Parameters<typeof createAlpha>[1]>['format']>;
const e7 = { baudRate: 4_800, dataBits: 7, parity: 'even' } as const;

/** A sign that listens to one format, and the sessions of a gateway that does not know which. */
function unknownSign({ listens = e7, isOn = true }: { listens?: Listening; isOn?: boolean } = {}) {
  const clock = new VirtualClock();
  const sign = createAlpha(createWorld({ seed: 1, clock }), { format: listens });
  sign.setFaults({ silent: !isOn });
  const opened: string[] = [];
  const links: ByteLink[] = [];
  const log: string[] = [];
  const note = (text: string, { format = '' }: Record<string, unknown> = {}) => log.push(`${text} ${format}`.trim());
  const bus = createBus({
    ...{ name: 'line', clock, random: () => 0.5, formats, logger: { info: note, warn: note } },
    open: async (_signal, format) => {
      if (!format) throw new Error('a serial line has a format');
      const { stopBits: _, ...host } = format;
      sign.actions['host-format']?.(host);
      opened.push(formatText(format));
      const [near, far] = memoryPair('line');
      plugIn(sign, far);
      links.push(near);
      return near;
    },
  });
  const options = alphaOptions.parse({ callText: { en: '{number}' } });
  const { context, seen } = recordingContext<typeof options, 'bus'>({ options, link: bus.member('sign'), clock });
  const full = { ...context, hours: undefined };
  const session = new BoardSession(full, new AlphaPanel(full));
  /** ms until `work` is done, and whether it succeeded. */
  const timed = async (work: Promise<unknown>) => {
    const begun = clock.monotonic();
    let ended: 'well' | 'badly' | undefined;
    work.then(
      () => (ended = 'well'),
      () => (ended = 'badly'),
    );
    while (!ended) await clock.advance(10);
    return { ended, ms: clock.monotonic() - begun };
  };
  return {
    ...{ clock, sign, bus, seen, session, opened, links, log, timed },
    view: () => sign.view() as AlphaView,
    glass: () => (sign.view() as AlphaView).text.join(' ').trim(),
    call: (number: string) => timed(session.commands.call({ number, counter: 3 })),
    /** Polls as a supervisor does until the sign answers; ms until then. */
    pollUntilFound: async () => {
      const begun = clock.monotonic();
      while ((await timed(session.identify())).ended === 'badly') await clock.advance(10_000);
      return clock.monotonic() - begun;
    },
  };
}

describe('an Alpha sign whose serial format nobody knows', () => {
  it.each<[string, Listening, number, string[]]>([
    ['9600 7E1', { ...e7, baudRate: 9_600 }, 500, ['9600 7E1']],
    ['4800 7E2', e7, 3_000, ['9600 7E1', '4800 7E2']],
    ['9600 8N1', { baudRate: 9_600, dataBits: 8, parity: 'none' }, 5_000, ['9600 7E1', '4800 7E2', '9600 8N1']],
  ])('one that listens to %s is found within its first identification', async (format, listens, withinMs, tried) => {
    const { session, timed, opened, bus, log, view, call, glass, seen } = unknownSign({ listens });
    const { ended, ms } = await timed(session.identify());
    expect(ended).toBe('well');
    expect(ms).toBeLessThan(withinMs);
    expect(opened).toEqual(tried);
    expect(bus.stats()).toMatchObject({ format, losses: 0 });
    expect(log).toEqual(['link open', `serial format found ${format}`]);
    expect(view().heard).toBe('clear');
    expect((await call('A001')).ended).toBe('well');
    expect(glass()).toBe('A001');
    expect(seen.state).toMatchObject({ showing: { main: 'A001' }, verified: 'read-back' });
  });

  it('what it heard in the wrong formats is no alarm, and was never an order', async () => {
    const { session, timed, call, seen, view, clock } = unknownSign();
    await timed(session.identify());
    await call('A001');
    for (let poll = 0; poll < 5; poll++) {
      await timed(session.poll());
      await clock.advance(10_000);
    }
    expect(view()).toMatchObject({ status: 0x40, tripwires: { softResets: 0, addressChanges: 0, configurations: 0 } });
    expect(seen.alarms.filter(({ active }) => active)).toEqual([]);
  });

  it('what it does not understand once its format is known is an alarm', async () => {
    const { session, timed, sign, seen, clock, pollUntilFound } = unknownSign();
    await timed(session.identify());
    sign.actions['host-format']?.({ ...e7, baudRate: 9_600 });
    expect((await timed(session.poll())).ended).toBe('badly');
    sign.actions['host-format']?.(e7);
    await clock.advance(5_000);
    await pollUntilFound();
    const alarm = { type: 'led-write-rejected', active: true, detail: expect.stringContaining('framing error') };
    expect(seen.alarms).toContainEqual(alarm);
    await timed(session.poll());
    expect(seen.alarms.findLast(({ type }) => type === 'led-write-rejected')).toMatchObject({ active: false });
  });

  it('a call that comes while it is looked for fails in time and does not stop the search; the next one shows', async () => {
    const { session, call, bus, glass, timed } = unknownSign();
    const identified = session.identify().catch(() => undefined);
    const first = await call('A001');
    expect(first.ms).toBeLessThan(5_000);
    await timed(identified);
    expect(bus.stats().format).toBe('4800 7E2');
    expect((await call('A002')).ended).toBe('well');
    expect(glass()).toBe('A002');
  });

  it('one that is off at the start is found when it is switched on', async () => {
    const { session, timed, sign, opened, log, bus, pollUntilFound, call, glass } = unknownSign({ isOn: false });
    for (let minute = 0; minute < 5; minute++) expect((await timed(session.identify())).ended).toBe('badly');
    expect(new Set(opened)).toEqual(new Set(['9600 7E1', '4800 7E2', '9600 8N1']));
    expect(log.filter((line) => line === 'nobody answers in any serial format')).toHaveLength(1);
    sign.restart();
    sign.setFaults({ silent: false });
    expect(await pollUntilFound()).toBeLessThan(120_000);
    expect(bus.stats().format).toBe('4800 7E2');
    expect(log.at(-1)).toMatch(/serial format found 4800 7E2|sign answers again/);
    await call('A001');
    expect(glass()).toBe('A001');
  });

  it('the format once found is kept while the sign is away, and when the port is opened again', async () => {
    const { session, timed, sign, opened, links, clock, call, glass, bus, pollUntilFound } = unknownSign();
    await timed(session.identify());
    await call('A001');
    sign.setFaults({ silent: true });
    for (let poll = 0; poll < 20; poll++) {
      await timed(session.poll());
      await clock.advance(30_000);
    }
    sign.restart();
    sign.setFaults({ silent: false });
    await pollUntilFound();
    expect(glass()).toBe('A001');
    await links.at(-1)?.close();
    await clock.advance(61_000);
    await timed(session.poll());
    expect(opened).toEqual(['9600 7E1', '4800 7E2', '4800 7E2']);
    expect(bus.stats().format).toBe('4800 7E2');
    expect((await call('A002')).ended).toBe('well');
    expect(glass()).toBe('A002');
  });
});
