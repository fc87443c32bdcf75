import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAm03127 } from '../../../../simulators/led-board/am03127.js';
import { createWorld } from '../../../../simulators/world.js';
import { createPanelSign, frame, line } from './am03127-host.js';
import { panelVectors } from './am03127-vectors.js';

describe('an AM03127', () => {
  it.each(Object.entries(panelVectors))('acknowledges %s', (_name, text) => {
    expect(createPanelSign().ask(text)).toBe('ACK');
  });

  it('shows the page of the vector, and no more when its line is deleted', () => {
    const { ask, view } = createPanelSign();
    ask(panelVectors.page);
    expect(view()).toMatchObject({ text: ['A001'], page: 'A', pages: ['A'], id: '01' });
    ask(panelVectors.deleteLine);
    expect(view()).toMatchObject({ text: [''], pages: [] });
  });

  it('deletes one line and leaves the others, also of other pages', () => {
    const { ask, order, view } = createPanelSign({ rows: 2 });
    order(line('one'));
    order(line('two', { line: 2 }));
    order(line('other', { page: 'B' }));
    ask(panelVectors.deleteLine);
    expect(view()).toMatchObject({ text: ['', 'two'], pages: ['A', 'B'] });
    expect(order('<DL1PZ>')).toBe('ACK');
  });

  it('is blank after everything was deleted', () => {
    const { ask, view } = createPanelSign();
    for (const text of [panelVectors.page, panelVectors.schedule, panelVectors.darkest]) ask(text);
    expect(ask(panelVectors.deleteAll)).toBe('ACK');
    expect(view()).toMatchObject({ text: [''], pages: [], schedules: [], brightness: 25 });
  });

  it.each([
    ['A', 100],
    ['B', 75],
    ['C', 50],
    ['D', 25],
  ])('brightness %s is %i %%', (level, percent) => {
    const { order, view } = createPanelSign();
    order(`<B${level}>`);
    expect(view().brightness).toBe(percent);
  });

  it('shows the default page', () => {
    const { order, view } = createPanelSign();
    order(line('one'));
    order(line('two', { page: 'B' }));
    expect(view()).toMatchObject({ text: ['one'], page: 'A' });
    order('<RPB>');
    expect(view()).toMatchObject({ text: ['two'], page: 'B' });
    order('<RPZ>');
    expect(view()).toMatchObject({ text: [''], page: 'Z' });
  });

  it('takes another ID, says it, and counts it', () => {
    const { ask, view } = createPanelSign();
    expect(ask('<ID><02><E>')).toBe('02');
    expect(view()).toMatchObject({ id: '02', tripwires: { idChanges: 1 } });
    expect(ask(panelVectors.page)).toBe('');
    expect(ask(panelVectors.page.replace('<ID01>', '<ID02>'))).toBe('ACK');
  });
});

describe('the schedules', () => {
  const always = '00010100009912312359';

  it('go before the default page, the first that runs before the others', () => {
    const { order, view } = createPanelSign();
    for (const page of 'ABC') order(line(`page ${page}`, { page }));
    order(`<TB>${always}B`);
    expect(view().text).toEqual(['page B']);
    order(`<TA>${always}C`);
    expect(view()).toMatchObject({ text: ['page C'], schedules: ['A', 'B'] });
    order('<DTA>');
    order('<DTB>');
    expect(view()).toMatchObject({ text: ['page A'], schedules: [] });
  });

  it("run from their first minute to their last by the sign's own clock", async () => {
    const { order, view, clock } = createPanelSign();
    order(line('closed'));
    order(line('open', { page: 'B' }));
    order('<TA>26112309002611231700B');
    order('<SC>26011123085959');
    expect(view().text).toEqual(['closed']);
    await clock.advance(1_000);
    expect(view().text).toEqual(['open']);
    await clock.advance(8 * 3_600_000 + 59_000);
    expect(view().text).toEqual(['open']);
    await clock.advance(1_000);
    expect(view().text).toEqual(['closed']);
  });

  it('let pages take turns, each as long as it waits', async () => {
    const { order, view, clock } = createPanelSign();
    order(line('one', { page: 'A', wait: 'B' }));
    order(line('two', { page: 'B', wait: 'D' }));
    order(`<TA>${always}AB`);
    const seen: string[] = [];
    for (let second = 0; second < 8; second++, await clock.advance(1_000)) seen.push(view().text[0]!);
    expect(seen.filter((text) => text === 'one')).toHaveLength(2);
    expect(seen.filter((text) => text === 'two')).toHaveLength(6);
  });
});

describe('the clock', () => {
  it('is set by the vector: WW 01 is Monday', async () => {
    const { ask, view, clock } = createPanelSign();
    ask(panelVectors.clock);
    expect(view()).toMatchObject({ clock: '2026-11-23 10:30:45', weekday: 1 });
    await clock.advance(6 * 86_400_000);
    expect(view()).toMatchObject({ clock: '2026-11-29 10:30:45', weekday: 7 });
    await clock.advance(86_400_000);
    expect(view()).toMatchObject({ weekday: 1 });
  });

  it("refuses the week of the year that the Rust library's documentation puts there", () => {
    const { order, view } = createPanelSign();
    expect(order('<SC>26481123103045')).toBe('NACK');
    expect(view().clock).toBe('2000-01-01 00:00:00');
  });

  it.each(['26011323103045', '26010230103045', '26021123240000', '26001123103045', '26081123103045'])(
    'refuses %s',
    (digits) => {
      const { order, view } = createPanelSign();
      expect(order(`<SC>${digits}`)).toBe('NACK');
      expect(view()).toMatchObject({ clock: '2000-01-01 00:00:00', weekday: 6 });
    },
  );
});

describe('what is answered', () => {
  it.each([
    ['a wrong checksum', '<ID01><BD>05<E>', 'NACK'],
    ['a schedule in month 13', frame('<TA>00130100009912312359A'), 'NACK'],
    ['data without a form', frame('<XX>'), ''],
    ['data without a form and a wrong checksum', '<ID01><XX>00<E>', ''],
    ['another ID', frame('<BD>', '02'), ''],
    ['another ID with a wrong checksum', '<ID02><BD>05<E>', ''],
  ])('%s: nothing is done', (_what, text, answer) => {
    const { ask, view } = createPanelSign();
    const before = view();
    expect(ask(text)).toBe(answer);
    expect(view()).toEqual(before);
  });

  it('everybody obeys and nobody answers for ID 00', () => {
    const { ask, order, view } = createPanelSign({ id: '7F' });
    expect(order('<BD>', '00')).toBe('');
    expect(view().brightness).toBe(25);
    expect(ask('<ID00><BA>02<E>')).toBe('');
    expect(view().brightness).toBe(25);
  });

  it('several frames in one read are answered one by one', () => {
    expect(createPanelSign().ask(panelVectors.page + panelVectors.clock)).toBe('ACKACK');
  });

  it('the action nack refuses so many orders, and nothing is done', () => {
    const { order, act, view } = createPanelSign();
    act('nack', { times: 2 });
    expect([order(line('A001')), order(line('A002'))]).toEqual(['NACK', 'NACK']);
    expect(view().text).toEqual(['']);
    expect(order(line('A003'))).toBe('ACK');
  });

  it('with the address of its neighbour it does not feel meant', () => {
    const { sign, order } = createPanelSign();
    sign.setFaults({ wrongAddress: true });
    expect([order('<BD>'), order('<BD>', '02')]).toEqual(['', 'ACK']);
  });

  it.each([
    [{ id: '00' }, 'id: '],
    [{ id: '1' }, 'id: '],
    [{ rows: 9 }, 'rows: '],
    [{ address: '01' }, 'address'],
  ])('refuses the options %j', (options, message) => {
    expect(() => createAm03127(createWorld({ seed: 1 }), options as never)).toThrow(message);
  });

  it('survives any data and stays in contact', () => {
    const { order, sign } = createPanelSign();
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>LPFMWTSCDRBA1*0K\xff'), maxLength: 60 }), (data) => {
        order(data);
        expect(() => JSON.stringify(sign.view())).not.toThrow();
        expect(order('<BA>')).toBe('ACK');
      }),
    );
  });
});
