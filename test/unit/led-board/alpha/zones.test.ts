import { describe, expect, it } from 'vitest';
import { calling, polling } from '../sign-bench.js';
import { openSign, picture, readySign } from './bench.js';

const zones = { top: { string: '1', line: 1 }, bottom: { string: '2', line: 2 } } as const;
const setUp = { options: { zones, mayConfigureMemory: true }, sign: { rows: 2 } };
const configured = 'E$AAU0040FFFF1BL007D00002BL007D0000';
const frame = 'AA\x1b0b\x101\r\x102';

/** A sign whose memory somebody has set up with a tool of his own, by hand. */
async function preparedSign(options: NonNullable<Parameters<typeof openSign>[0]>['options'] = { zones }) {
  const sign = openSign({ options, sign: { rows: 2 } });
  const other = openSign({ options: { zones, mayConfigureMemory: true } }).panel;
  expect(other.zones).toEqual(sign.panel.zones);
  const config = Buffer.from(`\0\0\0\0\0\x01Z01\x02${configured}\x04`, 'latin1');
  await sign.within(100, sign.context.link.send(config));
  sign.wire.length = 0;
  return sign;
}

describe('zones of an Alpha sign', () => {
  it('where the memory lacks them and may be set up: it is set up once, then each stands in its place', async () => {
    const sign = await readySign(setUp);
    await sign.show('A001', { zone: 'top' });
    expect(await sign.show('B002', { zone: 'bottom' })).toBe('acknowledged');
    expect(sign.file('1')).toMatchObject({ kind: 'string', text: 'A001' });
    expect(sign.file('2')).toMatchObject({ kind: 'string', text: 'B002' });
    expect(sign.glass()).toEqual(['A001', 'B002']);
    expect(sign.commands()).toEqual(['G1A001', 'G2B002']);
    expect(await sign.within(1_000, sign.panel.read('top', polling))).toEqual({ text: 'A001' });
  });

  it('setting up comes before the first text, in this order', async () => {
    const sign = openSign(setUp);
    await sign.within(5_000, sign.panel.look(polling));
    expect(sign.commands().filter((command) => /^[AGE]/.test(command))).toEqual(['Es1']);
    sign.wire.length = 0;
    await sign.show('A001', { zone: 'top' });
    expect(sign.commands()).toEqual([configured, 'F$', frame, 'E.TUA', 'G1A001']);
  });

  it('two calls at once set up one memory', async () => {
    const sign = openSign(setUp);
    await sign.within(5_000, sign.panel.look(polling));
    sign.wire.length = 0;
    const both = [
      sign.panel.show('top', picture('A001'), calling),
      sign.panel.show('bottom', picture('B002'), calling),
    ];
    await sign.within(5_000, Promise.all(both));
    expect(sign.commands().filter((command) => command === configured)).toHaveLength(1);
    expect(sign.file('A')?.text).toBe('A001\nB002');
  });

  it('where the memory lacks them and must not be set up: nothing is wiped, and it says what to do', async () => {
    const sign = openSign({ options: { zones }, sign: { rows: 2 } });
    await sign.within(5_000, sign.panel.look(polling));
    const remedy = /lacks TEXT A of 64 bytes, STRING 1 of 125 bytes.*mayConfigureMemory/;
    expect(sign.alarm()).toMatchObject({ active: true, detail: expect.stringMatching(remedy) });
    const failure = await sign.failure(5_000, sign.panel.show('top', picture('A001'), calling));
    expect(failure).toMatchObject({ code: 'PROTOCOL_UNSUPPORTED', message: expect.stringMatching(remedy) });
    expect(sign.commands().some((command) => command.startsWith('E$'))).toBe(false);
  });

  it('where somebody has set them up: nothing is wiped, and the texts stand', async () => {
    const sign = await preparedSign();
    await sign.within(5_000, sign.panel.look(polling));
    expect(sign.alarm()).toMatchObject({ active: false });
    expect(await sign.show('A001', { zone: 'top' })).toBe('acknowledged');
    expect(sign.glass()[0]).toBe('A001');
    expect(sign.commands().some((command) => command.startsWith('E$'))).toBe(false);
  });

  it('updates come without a flash: the TEXT file is not written again, also after a lost answer', async () => {
    const sign = await readySign(setUp);
    sign.sign.setFaults({ silent: true });
    await sign.failure(5_000, sign.panel.look(polling));
    sign.sign.setFaults({ silent: false });
    await sign.clock.advance(5_000);
    await sign.within(5_000, sign.panel.look(polling));
    sign.wire.length = 0;
    await sign.show('A002', { zone: 'top' });
    expect(sign.commands()).toEqual(['G1A002']);
  });

  it('do not blink: no sign of it is documented for a STRING', async () => {
    const sign = await readySign(setUp);
    await sign.show('A001', { zone: 'top', blink: true });
    expect(sign.commands()).toEqual(['G1A001']);
    expect(await sign.within(1_000, sign.panel.read('top', polling))).toEqual({ text: 'A001' });
  });

  it('one is cleared alone; all are cleared with what lies over them', async () => {
    const sign = await readySign(setUp);
    await sign.show('A001', { zone: 'top' });
    await sign.show('B002', { zone: 'bottom' });
    await sign.within(1_000, sign.panel.clear(['top'], calling));
    expect([sign.file('1')?.text, sign.file('2')?.text]).toEqual(['', 'B002']);
    await sign.within(1_000, sign.context.link.send(Buffer.from('\0\0\0\0\0\x01Z01\x02A0\x1b bSALE\x04', 'latin1')));
    expect(sign.glass()).toContain('SALE');
    await sign.within(5_000, sign.panel.clear(['top', 'bottom'], calling));
    expect(sign.glass().join('')).toBe('');
  });

  it('a text ordered while all are being cleared stays', async () => {
    const sign = await readySign(setUp);
    await sign.show('B001', { zone: 'bottom' });
    const cleared = sign.panel.clear(['top', 'bottom'], calling);
    const shown = sign.panel.show('bottom', picture('B002'), calling);
    await sign.within(5_000, Promise.all([cleared, shown]));
    expect(sign.file('2')?.text).toBe('B002');
  });

  it('each look reads another zone', async () => {
    const sign = await readySign(setUp);
    const seen = async () => [...(await sign.within(1_000, sign.panel.look(polling))).zones!.keys()];
    expect([await seen(), await seen(), await seen()]).toEqual([['bottom'], ['top'], ['bottom']]);
  });

  it('hold a longer text than the priority file, up to the size of a STRING', async () => {
    const sign = await readySign(setUp);
    const { panel } = sign;
    expect(() => panel.fit('top', 'x'.repeat(126), 'args.text')).toThrow('allowed: up to 125');
    await sign.show('x'.repeat(125), { zone: 'top' });
    expect(await sign.within(1_000, panel.read('top', polling))).toEqual({ text: 'x'.repeat(125) });
  });
});
