import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idText, ProcessIds } from '../../../drivers/ticket-printer/escpos/process-ids.js';

/** What each paper hears, in order. */
function listen(ids: ProcessIds, name: string, heard: string[]) {
  const { p, c } = ids.take();
  ids.expect({
    p,
    c,
    onLines: () => heard.push(`${name} lines`),
    onCut: (by) => heard.push(`${name} cut ${by}`),
  });
  return { p: idText(p), c: idText(c) };
}

describe('the text of an ID', () => {
  it.each([
    [0, '!!!!'],
    [1, '!!!"'],
    [93, '!!!~'],
    [94, '!!"!'],
    [94 ** 4 - 1, '~~~~'],
    [94 ** 4, '!!!!'],
  ])('%i is %s', (n, text) => expect(idText(n)).toBe(text));

  it('goes up with its number, and never says the same in a million', () => {
    fc.assert(
      fc.property(fc.nat(94 ** 4 - 2), fc.integer({ min: 1, max: 1_000_000 }), (n, more) => {
        fc.pre(n + more < 94 ** 4);
        expect(idText(n) < idText(n + more)).toBe(true);
        expect(idText(n)).toMatch(/^[!-~]{4}$/);
      }),
    );
  });
});

describe('the IDs of one epoch', () => {
  it('tell of lines and cut', () => {
    const ids = new ProcessIds('s', 0);
    const heard: string[] = [];
    const { p, c } = listen(ids, 'one', heard);
    ids.hear(p);
    ids.hear(c);
    ids.hear(c);
    expect(heard).toEqual(['one lines', 'one cut own']);
  });

  it('the later confirms the earlier, for the printer may only have kept the latest', () => {
    const ids = new ProcessIds('s', 40);
    const heard: string[] = [];
    listen(ids, 'one', heard);
    const two = listen(ids, 'two', heard);
    ids.hear(two.p);
    expect(heard).toEqual(['one cut later', 'two lines']);
    ids.hear(two.c);
    expect(heard.at(-1)).toBe('two cut own');
  });

  it('an ID that was not asked for, or belongs to another epoch, tells nothing', () => {
    const ids = new ProcessIds('s', 0);
    const heard: string[] = [];
    const one = listen(ids, 'one', heard);
    const { epoch } = ids;
    ids.begin();
    expect(ids.epoch).not.toBe(epoch);
    listen(ids, 'two', heard);
    ids.hear(one.p);
    ids.hear(one.c);
    ids.hear('0001');
    expect(heard).toEqual([]);
  });
});
