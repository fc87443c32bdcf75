import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../drivers/error.js';
import { calling, polling } from '../sign-bench.js';
import { openSign, picture, readySign } from './bench.js';

describe('a text on an Alpha sign', () => {
  it('stands on the glass, acknowledged, and is read back', async () => {
    const { show, glass, panel, within } = await readySign();
    expect(await show('A001 to 3')).toBe('acknowledged');
    expect(glass()).toEqual(['A001 to 3']);
    expect(await within(1_000, panel.read('main', polling))).toEqual({ text: 'A001 to 3', blink: false });
  });

  it('covers what the sign shows otherwise, and gives it back when cleared', async () => {
    const sign = await readySign();
    await sign.show('A001');
    expect(await sign.within(1_000, sign.panel.clear(['main'], calling))).toBe('acknowledged');
    expect(sign.commands().at(-1)).toBe('A0');
    expect(await sign.within(1_000, sign.panel.read('main', polling))).toEqual({ text: '', blink: false });
  });

  it('cleared to blank keeps the sign dark, which reads as a space', async () => {
    const sign = await readySign({ options: { whenClear: 'blank' } });
    expect(sign.commands()).toEqual([]);
    await sign.show('A001');
    await sign.within(1_000, sign.panel.clear(['main'], calling));
    expect(sign.commands().at(-1)).toBe('A0\x1b b ');
    expect(sign.view().text.join('').trim()).toBe('');
    expect(await sign.within(1_000, sign.panel.read('main', polling))).toEqual({ text: ' ', blink: false });
  });

  it('blinks, then stands still', async () => {
    const sign = await readySign();
    await sign.show('A001', { blink: true });
    expect(sign.view().mode).toBe('flash');
    expect(await sign.within(1_000, sign.panel.read('main', polling))).toEqual({ text: 'A001', blink: true });
    await sign.show('A001');
    expect(sign.view().mode).toBe('hold');
    expect(sign.glass()).toEqual(['A001']);
  });

  it('stands where the options say', async () => {
    const sign = await readySign({ options: { position: 'top', mode: 'rotate' } });
    await sign.show('A001');
    expect(sign.commands()).toEqual(['A0\x1b"aA001']);
    expect(sign.file('0')).toMatchObject({ text: 'A001', position: 'top' });
  });

  it('somebody else wrote over it: reading back says what stands there', async () => {
    const sign = await readySign();
    await sign.show('A001');
    sign.act('tamper', { label: '0', text: 'SALE' });
    expect(await sign.within(1_000, sign.panel.read('main', polling))).toEqual({ text: 'SALE', blink: false });
  });

  it('reaches the line in the very tick, and nothing goes out for what nobody wants any more', async () => {
    const sign = await readySign();
    const before = sign.bus.stats().sent;
    const first = sign.panel.show('main', picture('A001'), calling);
    const second = sign.panel.show('main', picture('A002'), { ...calling, wanted: () => false });
    expect(sign.bus.stats().sent).toBe(before + 1);
    const failure = await sign.failure(1_000, second);
    await first;
    expect(failure.code).toBe('TRANSPORT_WITHDRAWN');
    expect(sign.commands()).toEqual(['A0\x1b bA001']);
  });
});

describe('what an Alpha sign has no room or no sign for', () => {
  const { panel } = openSign();
  const refusal = (text: string) => {
    try {
      panel.fit('main', text, 'args.text');
      return undefined;
    } catch (error) {
      return error as GatewayError;
    }
  };

  it.each([
    ['请A001', /^args.text: the sign has no "请" \(U\+8BF7\); allowed: the characters of ASCII from space to ~$/],
    ['Café', /"é"/],
    ['A\x1b bB', /U\+001B/],
    ['A\x10B', /U\+0010/],
    ['A\x04B', /U\+0004/],
    ['A\x03B', /U\+0003/],
    ['A\nB', /U\+000A/],
    ['A\x7f', /U\+007F/],
    ['A😀', /U\+1F600/],
    ['x'.repeat(123), /^args.text: 123 characters are too long; allowed: up to 122$/],
  ])('%j is refused, and it says what is allowed', (text, message) => {
    const error = refusal(text);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ code: 'COMMAND_ARGS_INVALID', field: 'args.text' });
    expect(error?.message).toMatch(message);
  });

  it('the longest text fits, and so does everything a keyboard has', async () => {
    const sign = await readySign();
    const keyboard = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index)).join('');
    for (const text of ['x'.repeat(122), keyboard]) {
      expect(refusal(text)).toBeUndefined();
      expect(await sign.show(text)).toBe('acknowledged');
      expect(sign.file('0')?.text).toBe(text);
      expect(await sign.within(1_000, sign.panel.read('main', polling))).toMatchObject({ text });
    }
  });

  it('what got past the door all the same does not become a command', async () => {
    const sign = await readySign();
    await sign.show('A\x03\x04\x01Z01\x02E,\x03\x04');
    expect(sign.wire).toHaveLength(1);
    expect(sign.file('0')?.text).toMatch(/^A\?\?\?Z01\?E,\?\?$/);
    for (const times of Object.values(sign.view().tripwires)) expect(times).toBe(0);
  });
});

describe('an Alpha sign that is asked', () => {
  it('is met with a question, agrees to acknowledge, and is read from then on', async () => {
    const sign = openSign();
    const glass = await sign.within(3_000, sign.panel.look(polling));
    expect(glass).toEqual({ zones: new Map([['main', { text: '', blink: false }]]) });
    expect(sign.commands()).toEqual(['B0', 'Es1', 'B0', 'F*']);
    expect(sign.view().acknowledges).toBe(true);
    await sign.within(3_000, sign.panel.look(polling));
    expect(sign.commands().slice(4)).toEqual(['B0', 'F*']);
    expect(await sign.panel.identify()).toEqual({});
  });

  it('that is not there rejects', async () => {
    const sign = openSign();
    sign.sign.setFaults({ silent: true });
    expect(await sign.failure(5_000, sign.panel.look(polling))).toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
  });

  it('has another address or another type: nobody answers', async () => {
    for (const options of [{ address: '02' }, { type: 'c' }]) {
      const sign = openSign({ options });
      expect(await sign.failure(5_000, sign.panel.look(polling))).toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    }
    const typed = openSign({ options: { type: 'f' } });
    await typed.within(3_000, typed.panel.look(polling));
  });

  it('answers as another would: it is not taken for ours', async () => {
    const sign = openSign();
    sign.sign.setFaults({ wrongAddress: true });
    expect(await sign.failure(5_000, sign.panel.look(polling))).toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
  });

  it.each([{ splitBytes: 1 }, { garbageBytes: 30 }, { lateMs: 500 }, { echo: true }])(
    'with answers %j is understood all the same',
    async (faults) => {
      const sign = openSign();
      sign.sign.setFaults(faults);
      await sign.within(10_000, sign.panel.look(polling));
      expect(await sign.show('A001')).toBe('acknowledged');
      expect(sign.glass()).toEqual(['A001']);
    },
  );

  it('that does not know its errors is asked for them once, and is read instead', async () => {
    const sign = openSign();
    const deaf = (bytes: Uint8Array) => (Buffer.from(bytes).includes('F*') ? ('handled' as const) : undefined);
    sign.sign.push({ name: 'no error status', onBytes: deaf });
    await sign.within(5_000, sign.panel.look(polling));
    expect(sign.commands()).toEqual(['B0', 'Es1', 'B0', 'F*', 'B0']);
    sign.wire.length = 0;
    await sign.within(5_000, sign.panel.look(polling));
    await sign.within(5_000, sign.panel.look(polling));
    expect(sign.commands()).toEqual(['B0', 'B0']);
  });

  it('tells its errors once, then is made to forget them', async () => {
    const sign = await readySign();
    await sign.failure(1_000, writeTo(sign, 'illegal'));
    expect(sign.view().status & 0x20).toBe(0x20);
    await sign.within(1_000, sign.panel.look(polling));
    expect(sign.alarm()).toMatchObject({ active: true, detail: expect.stringContaining('illegal command or label') });
    expect(sign.commands().slice(-2)).toEqual(['F*', 'E4']);
    expect(sign.view().status).toBe(0x40);
  });

  it('is dimmed to the nearest of its five levels', async () => {
    const sign = await readySign();
    const { nearest, set } = sign.panel.brightness;
    expect([0, 44, 50, 52, 65, 66, 80, 93, 100].map(nearest)).toEqual([44, 44, 44, 58, 72, 72, 86, 100, 100]);
    for (const percent of [100, 86, 72, 58, 44, 0]) {
      expect(await sign.within(1_000, set(percent, calling))).toBe('acknowledged');
      expect(sign.view().dimming).toBe(nearest(percent));
    }
  });

  it('keeps the time, the date and the weekday it is given', async () => {
    const sign = await readySign();
    const sunday = { year: 2026, month: 11, day: 29, hour: 14, minute: 30, second: 0, weekday: 7 };
    expect(await sign.within(1_000, sign.panel.setClock(sunday, calling))).toBe('acknowledged');
    expect(sign.view().clock).toMatch(/^2026-11-29 14:30/);
    expect(sign.view().weekday).toBe(1);
  });

  it('lights all it has for a test', async () => {
    const sign = await readySign();
    await sign.show(sign.panel.testText().text);
    expect(sign.view().text).toEqual(['#'.repeat(16)]);
  });
});

/** A NAK as the sign gives it for a command it does not know. */
async function writeTo(sign: Awaited<ReturnType<typeof readySign>>, _: 'illegal') {
  sign.act('nack', { status: 0x20 });
  return sign.panel.show('main', picture('A001'), calling);
}
