import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Content, recall, remember } from '../../../../drivers/led-board/board/content.js';

const text = (value: string, endsAt = Number.POSITIVE_INFINITY): Content => ({
  board: { text: value, replaced: 0 },
  kind: 'call',
  endsAt,
});
const anything = (_zone: string, value: string) => ({ text: value, replaced: 0 });
const before = { wall: 1_700_000_000_000, monotonic: 50_000 };
const through = (contents: Record<string, Content>, after: { wall: number; monotonic: number }) =>
  recall(JSON.parse(JSON.stringify(remember(new Map(Object.entries(contents)), before))), after, anything);

describe('what a board remembers over a restart', () => {
  it('is the text of each zone and until when', () => {
    expect(
      remember(
        new Map([
          ['main', text('A001')],
          ['side', text('B', 60_000)],
        ]),
        before,
      ),
    ).toEqual({
      savedAt: before.wall,
      zones: {
        main: { text: 'A001', kind: 'call', until: null },
        side: { text: 'B', kind: 'call', until: before.wall + 10_000 },
      },
    });
  });

  it('lasts by the wall clock, because the other one begins anew', () => {
    const after = { wall: before.wall + 4_000, monotonic: 7 };
    expect(through({ main: text('A001'), side: text('B', 60_000) }, after)).toEqual(
      new Map([
        ['main', text('A001')],
        ['side', text('B', 7 + 6_000)],
      ]),
    );
  });

  it('comes back absent a restart, not absent a night: a number of yesterday would send people astray', () => {
    const absent = (minutes: number) =>
      through({ main: text('A001') }, { wall: before.wall + minutes * 60_000, monotonic: 0 });
    expect([...absent(60).keys()]).toEqual(['main']);
    expect([...absent(61).keys()]).toEqual([]);
    expect([...absent(-61).keys()]).toEqual([]);
  });

  it('is forgotten when its time is over', () => {
    expect(through({ side: text('B', 60_000) }, { wall: before.wall + 10_000, monotonic: 0 })).toEqual(new Map());
  });

  it('lasts a day at most when the clock was set back', () => {
    const restored = through({ side: text('B', 60_000) }, { wall: 0, monotonic: 100 });
    expect(restored.get('side')?.endsAt).toBe(100 + 86_400_000);
  });

  it('is what a test pattern covers, not the pattern', () => {
    const over = text('A001');
    const restored = through(
      { main: { ...text('■', 60_000), kind: 'test', over }, side: { ...text('■', 60_000), kind: 'test' } },
      before,
    );
    expect(restored).toEqual(new Map([['main', over]]));
  });

  it.each([
    undefined,
    null,
    'A001',
    [],
    {},
    { savedAt: 0, zones: [] },
    { savedAt: 0, zones: { main: 'A001' } },
    { zones: { main: { text: 'A001', until: null } } },
    { savedAt: 0, zones: { main: { text: 1, until: null } } },
    { zones: { main: { text: 'A001' } } },
    { zones: { main: { text: 'A001', until: 'soon' } } },
  ])('is nothing when it has another shape: %j', (stored) => {
    expect(recall(stored, before, anything)).toEqual(new Map());
  });

  it('never throws on what was stored', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (stored) => {
        expect(recall(stored, before, anything)).toBeInstanceOf(Map);
      }),
    );
  });
});
