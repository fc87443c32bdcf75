import { describe, expect, it } from 'vitest';
import { boardsOnLine, settled } from './boards-on-line.js';

/** Names that would be commands to a careless host, or bytes that the wire has to escape. */
const texts: readonly { readonly name: string; readonly text: string; readonly glass?: string }[] = [
  { name: 'colour, new line and font escapes', text: '\\C2\\n\\FO01开户', glass: '＼C2＼n＼FO01开户' },
  { name: 'new page, pause and half an escape', text: '\\f贷款\\WAIT10\\', glass: '＼f贷款＼WAIT10＼' },
  { name: 'an escape hidden among control characters', text: '\\\u0000C\u00012\u202e开户', glass: '＼C2开户' },
  { name: 'control characters of the wire', text: '开户\r\n\u0003\u0004', glass: '开户' },
  { name: 'Z and [ are the end of a frame and its escape', text: 'ZZ[Z[[Z]' },
  { name: 'signs with A5 or A6 as second byte', text: '宝力单楼去师笑功' },
  { name: 'signs with A5 or A6 as first byte', text: 'アゥウΑΕΖ' },
  { name: 'all of them, so that pairs meet', text: 'Z宝[力ΕZゥ[Ζ' },
  { name: 'what a frame looks like', text: '¥¥¥¥¥¥¥¥Z', glass: '????????Z' },
];

describe('a text from outside is shown as text', () => {
  it.each(texts)('$name', async ({ text, glass = text }) => {
    const line = boardsOnLine({ addresses: [1, 2], options: { colour: 'green' } });
    await line.start();
    const [board, other] = line.boards;
    const outcome = await settled(line.clock, board!.execute('show', { text }));
    expect(outcome).toMatchObject({ status: 'fulfilled', value: { text: glass, verified: 'acknowledged' } });
    expect(board!.glass()).toBe(glass);
    const view = board!.view();
    // One area of our own colour, nothing cleared, renamed or formatted, no second page.
    expect(view).toMatchObject({ resets: 0, formats: 0, renumberings: 0, power: 'on', brightness: 15 });
    expect(view.areas).toMatchObject([{ id: 0, colours: ['green'], pages: 1 }]);
    expect(other!.stood).toEqual([]);
    expect(line.bus.stats()).toMatchObject({ timeouts: 0 });
    await line.end();
  });

  it('also in a ticket number and in a counter', async () => {
    const line = boardsOnLine({ addresses: [1, 2] });
    await line.start();
    const [board] = line.boards;
    await settled(line.clock, board!.execute('call', { number: '\\C1Z[宝', counter: '\\n去师' }));
    expect(board!.glass()).toBe('＼C1Z[宝 to counter ＼n去师');
    await line.end();
  });

  it('in GBK, of whose signs the second byte may be the end of a frame, its escape or a backslash', async () => {
    const line = boardsOnLine({ addresses: [1], options: { encoding: 'gbk' }, font: 'gbk' });
    await line.start();
    const [board] = line.boards;
    const signs = gbkSigns([0x5a, 0x5b, 0x5c], [0x81, 0x90, 0xa0, 0xb0, 0xc0]);
    const outcome = await settled(line.clock, board!.execute('show', { text: signs.join('') }));
    expect(outcome).toMatchObject({ status: 'fulfilled', value: { replaced: 5 } });
    expect(board!.glass()).toBe(signs.map((sign, index) => (index % 3 === 2 ? '?' : sign)).join(''));
    await line.end();
  });
});

function gbkSigns(seconds: readonly number[], firsts: readonly number[]): string[] {
  const decoder = new TextDecoder('gbk');
  return firsts.flatMap((first) => seconds.map((second) => decoder.decode(Uint8Array.of(first, second))));
}
