import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../../../simulators/led-board/am03127-glass.js';
import { createPanelSign, frame, line } from './am03127-host.js';
import { panelVectors } from './am03127-vectors.js';

describe('the glass', () => {
  it.each([
    ['colour and font', '<CB><AA>A001', 'A001'],
    ['bell and column', '<BA>A<N0F>001', 'A001'],
    ['date and time', '<KD> <KT>', '26/11/23 10:30'],
    ['a code that is none', '<CB<x> a<b', '<CB<x> a<b'],
    ['signs beyond ASCII', 'A\xe4\x80', 'A□□'],
  ])('shows of %s what is read', (_what, text, shown) => {
    expect(plainText(text, '2026-11-23 10:30:45')).toBe(shown);
  });

  it.each([...'AQaq'])('is steady by method %s', async (method) => {
    expect(await halfSeconds(method)).toEqual(['A001', 'A001', 'A001', 'A001']);
  });

  it.each([...'BRbr'])('blinks by method %s', async (method) => {
    expect(await halfSeconds(method)).toEqual(['A001', '', 'A001', '']);
  });

  it('shows lines where it has room, and only there', () => {
    const { order, view } = createPanelSign({ rows: 2 });
    for (const number of [1, 2, 3]) expect(order(line(`line ${number}`, { line: number }))).toBe('ACK');
    expect(view().text).toEqual(['line 1', 'line 2']);
  });

  it('shows what is too long in pieces that wait', async () => {
    const { order, view, clock } = createPanelSign({ columns: 4 });
    order(line('11112222', { wait: 'C' }));
    const seen: string[] = [];
    for (let second = 0; second < 4; second++, await clock.advance(1_000)) seen.push(view().text[0]!);
    expect(seen.sort()).toEqual(['1111', '1111', '2222', '2222']);
  });

  it('waits half a second for A and 25 seconds for Z', async () => {
    const changes = async (wait: string, ms: number) => {
      const { order, view, clock } = createPanelSign({ columns: 1 });
      order(line('12', { wait }));
      const first = view().text[0];
      await clock.advance(ms);
      return first !== view().text[0];
    };
    expect([await changes('A', 500), await changes('A', 1_000)]).toEqual([true, false]);
    expect([await changes('Z', 25_000), await changes('Z', 50_000)]).toEqual([true, false]);
  });

  it('has dark segments that no answer tells of', () => {
    const { order, act, view } = createPanelSign();
    act('dead-segment', { column: 1, row: 0 });
    act('dead-segment', { column: 9, row: 0 });
    expect(order(line('A001'))).toBe('ACK');
    expect(view().text).toEqual(['A 01']);
    act('repair');
    expect(view().text).toEqual(['A001']);
  });

  async function halfSeconds(method: string): Promise<string[]> {
    const { order, view, clock } = createPanelSign();
    order(line('A001', { method }));
    const seen: string[] = [];
    for (let half = 0; half < 4; half++, await clock.advance(500)) seen.push(view().text[0]!);
    return seen;
  }
});

describe('a sign in trouble', () => {
  it('loses everything in a power cut but its ID', () => {
    const { ask, act, view } = createPanelSign();
    for (const text of Object.values(panelVectors).slice(0, 3)) ask(text);
    ask(panelVectors.darkest);
    ask('<ID><02><E>');
    act('power-cycle');
    expect(view()).toEqual({
      text: [''],
      page: 'A',
      brightness: 100,
      clock: '2000-01-01 00:00:00',
      weekday: 6,
      pages: [],
      schedules: [],
      id: '02',
      tripwires: { idChanges: 1 },
    });
  });

  it('keeps it all when it is of that kind', () => {
    const { ask, act, view } = createPanelSign({ kept: true });
    for (const text of [panelVectors.page, panelVectors.clock, panelVectors.darkest]) ask(text);
    act('power-cycle');
    expect(view()).toMatchObject({ text: ['A001'], brightness: 25, clock: '2026-11-23 10:30:45' });
  });

  it('forgets half a frame in a power cut', () => {
    const { ask, sign } = createPanelSign();
    ask(panelVectors.page.slice(0, 20));
    sign.restart();
    expect(ask(panelVectors.page.slice(20))).toBe('');
  });

  it('slow: shows at once and answers late, and never after a power cut', async () => {
    const { order, act, view, heard, clock } = createPanelSign();
    act('slow', { ms: 400 });
    expect(order(line('A001'))).toBe('');
    expect(view().text).toEqual(['A001']);
    await clock.advance(399);
    expect(heard()).toBe('');
    await clock.advance(1);
    expect(heard()).toBe('ACK');
    expect(order('<BA>')).toBe('');
    act('power-cycle');
    expect(clock.pending).toBe(0);
  });

  it('closed: no timer is left', () => {
    const { order, act, sign, clock } = createPanelSign();
    act('slow', { ms: 400 });
    order('<BA>');
    sign.close();
    expect(clock.pending).toBe(0);
  });

  it('at 9600 baud takes the time of the bytes there and back', async () => {
    const { ask, heard, clock } = createPanelSign({ baud: 9_600 });
    // 15 bytes asked and 3 answered, ten bits each.
    ask(panelVectors.brightest);
    await clock.advance(18);
    expect(heard()).toBe('');
    await clock.advance(1);
    expect(heard()).toBe('ACK');
  });

  it('keeps answering whole frames after noise, split anywhere', () => {
    const { host, heard } = createPanelSign();
    const bytes = Buffer.from(panelVectors.brightest, 'latin1');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.integer({ min: 1, max: bytes.length - 1 }), (noise, cut) => {
        host.send(noise);
        host.forget();
        host.send(bytes.subarray(0, cut));
        host.send(bytes.subarray(cut));
        expect(heard()).toBe('ACK');
      }),
    );
  });

  it.each([
    ['nack', { times: -1 }],
    ['slow', {}],
    ['dead-segment', { column: 0, row: 8 }],
    ['repair', { all: true }],
  ] as const)('refuses the action %s with %j', (name, args) => {
    const { sign } = createPanelSign();
    expect(() => sign.actions[name]!(args as never)).toThrow();
  });
});

describe('text with escapes of the protocol', () => {
  it('a whole frame in the text is a frame of its own, and wipes the sign', () => {
    const { ask, order, view } = createPanelSign();
    order(line('WELCOME'));
    ask(frame(line(`A001${frame('<D*>')}`)));
    expect(view()).toMatchObject({ text: [''], pages: [] });
  });

  it('a start in the text throws its own frame away', () => {
    const { order, view } = createPanelSign();
    expect(order(line('A<ID001'))).toBe('');
    expect(view().text).toEqual(['']);
  });

  it('an end in the text ends the frame: what stands before it is taken for the checksum', () => {
    const { ask, view } = createPanelSign();
    expect(ask(frame(line('Ax<E>01')))).toBe('');
    expect(ask(frame(line('A00<E>1')))).toBe('NACK');
    expect(view().text).toEqual(['']);
  });

  it('an inline code in the text is obeyed', () => {
    const { order, view } = createPanelSign();
    order(line('Desk <CB>'));
    expect(view().text).toEqual(['Desk']);
  });
});
