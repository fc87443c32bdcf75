import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asCall, asPoll } from '../../../../drivers/led-board/board/panel.js';
import { panelOn } from './panel-setup.js';
import { ScriptedModule } from './scripted-module.js';

describe('showing a number', () => {
  it('is one write of all characters, in the bytes of the manual', async () => {
    const { module, show } = panelOn();
    expect(await show('A001')).toBe('acknowledged');
    expect(module.seen[0]).toBe('01 10 00 00 00 04 08 00 41 00 30 00 30 00 31 66 A1');
    expect(module.glass).toBe('A001');
  });

  it.each([
    ['right', 4, '7', '   7'],
    ['left', 4, '7', '7   '],
    ['right', 6, 'A12', '   A12'],
    ['left', 6, 'A12', 'A12   '],
    ['right', 4, ' 7 ', '   7'],
  ] as const)('%s on %i digits: %j stands as %j', async (align, digits, text, glass) => {
    const { module, show } = panelOn({ align, digits }, new ScriptedModule('8'.repeat(digits)));
    await show(text);
    expect(module.glass).toBe(glass);
  });

  it('goes out in the tick in which it is ordered, with its place in the queue', async () => {
    const { module, show } = panelOn({ replyTimeoutMs: 300 });
    const wanted = () => true;
    const showing = show('12', { blink: true, turn: { ...asCall, wanted } });
    expect(module.transactions).toHaveLength(1);
    await showing;
    const told = module.transactions.map(({ priority, wanted, timeoutMs }) => ({ priority, wanted, timeoutMs }));
    expect(told).toEqual(Array(2).fill({ priority: 'call', wanted, timeoutMs: 300 }));
  });

  it('comes before the blinking: a customer waits for the number alone', async () => {
    const { module, show } = panelOn();
    await show('12', { blink: true });
    expect(module.functions()).toEqual(['10', '06']);
    expect(module.blinkMask).toBe(0b1111);
  });

  it('makes all of six characters blink', async () => {
    const { module, show } = panelOn({ digits: 6 });
    await show('12', { blink: true });
    expect(module.blinkMask).toBe(0b111111);
  });

  it('writes the blink mask only when it changes', async () => {
    const { panel, module, show } = panelOn();
    await panel.look(asPoll);
    module.functions();
    await show('1');
    await show('2', { blink: true });
    await show('3', { blink: true });
    await show('3');
    await show('4');
    expect(module.functions()).toEqual(['10', '10', '06', '10', '10', '06', '10']);
  });

  it('writes the mask again once the module was seen without it, as after a power cut', async () => {
    const { panel, module, show } = panelOn();
    await show('1', { blink: true });
    module.registers[8] = 0;
    await panel.look(asPoll);
    await show('1', { blink: true });
    expect(module.blinkMask).toBe(0b1111);
  });

  it('writes the mask again after one that may have arrived', async () => {
    const { panel, module, show } = panelOn();
    await panel.look(asPoll);
    module.mute.add(0x06);
    await expect(show('1', { blink: true })).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(module.blinkMask).toBe(0b1111);
    module.mute.clear();
    await show('1');
    expect(module.blinkMask).toBe(0);
  });

  it('leaves the blinking to what has overtaken it', async () => {
    const { module, show } = panelOn();
    await show('1', { blink: true, turn: { ...asCall, newest: () => false } });
    expect(module.functions()).toEqual(['10']);
  });

  it('takes blinking away that an earlier start left', async () => {
    const { module, show } = panelOn();
    module.registers[8] = 0b0101;
    await show('1');
    expect(module.blinkMask).toBe(0);
  });

  it('clears to blanks, and nothing blinks', async () => {
    const { panel, module, show } = panelOn();
    await show('A001', { blink: true });
    expect(await panel.clear(['main'], asCall)).toBe('acknowledged');
    expect(module.seen).toContain('01 10 00 00 00 04 08 00 20 00 20 00 20 00 20 16 6D');
    expect([module.glass, module.blinkMask]).toEqual(['    ', 0]);
  });
});

describe('reading a module', () => {
  it('takes one request for everything that can change', async () => {
    const { panel, module } = panelOn({}, new ScriptedModule('  12'));
    module.registers[9] = 8;
    module.registers[8] = 1;
    const glass = await panel.look(asPoll);
    expect(glass).toEqual({ zones: new Map([['main', { text: '12', blink: true }]]), brightness: 100 });
    expect(module.seen).toEqual(['01 03 00 00 00 0A C5 CD']);
    expect(module.transactions[0]).toMatchObject({ priority: 'poll', wanted: asPoll.wanted });
  });

  it('reads a zone back in its turn', async () => {
    const { panel, module, show } = panelOn();
    await show('A001', { blink: true });
    expect(await panel.read('main', asCall)).toEqual({ text: 'A001', blink: true });
    expect(module.transactions.at(-1)).toMatchObject({ priority: 'call' });
  });

  it('finds what it wrote, for every text that fits', async () => {
    for (const align of ['left', 'right'] as const) {
      const { panel, show, glass } = panelOn({ align, digits: 6 });
      for (const text of ['0', '999999', 'HELP', 'b-1', '_', 'A 1']) {
        await show(text);
        expect(await glass()).toEqual({ text: panel.fit('main', text, 'x').text, blink: false });
      }
    }
  });

  it('sees that the glass is blank', async () => {
    expect(await panelOn({}, new ScriptedModule('    ')).glass()).toEqual({ text: '', blink: false });
  });

  it('does not take registers behind its digits for characters', async () => {
    const { glass } = panelOn({ digits: 4 }, new ScriptedModule('123456'));
    expect(await glass()).toMatchObject({ text: '1234' });
  });

  it('shows a code that is no character as what no text can be', async () => {
    const module = new ScriptedModule('1234');
    module.registers[1] = 0x07;
    module.registers[2] = 0x4141;
    expect(await panelOn({}, module).glass()).toMatchObject({ text: '1??4' });
  });

  it.each([0, 9, 0xffff])('leaves out a brightness of %i, which there is not', async (level) => {
    const { panel, module } = panelOn();
    module.registers[9] = level;
    expect(await panel.look(asPoll)).not.toHaveProperty('brightness');
  });

  it.each([
    [4, 'DM56A04'],
    [6, 'DM36B06'],
  ] as const)('of %i digits is a %s', async (digits, model) => {
    const { panel, module } = panelOn({ digits });
    expect(await panel.identify()).toEqual({ model });
    expect(module.functions()).toEqual([]);
  });
});

describe('a number that somebody else gave the module', () => {
  it.each([
    [0x0000, 12_345, '12345'],
    [0x0401, 0xe240, '12.3456'],
    [0x1300, 0x3039, '-12.345'],
    [0x0200, 5, '0.05'],
    [0x1000, 7, '-7'],
    [0x00ff, 0xffff, '16777215'],
  ])('in registers 6 and 7 (%i, %i) is seen as %s in place of our characters', async (format, value, text) => {
    const { module, show, glass } = panelOn();
    await show('A001');
    expect(await glass()).toMatchObject({ text: 'A001' });
    module.registers[6] = format;
    module.registers[7] = value;
    expect(await glass()).toMatchObject({ text });
    expect(await glass()).toMatchObject({ text });
  });

  it('is gone once our characters are written again', async () => {
    const { module, show, glass } = panelOn();
    await show('A001');
    await glass();
    module.registers[7] = 12;
    await glass();
    await show('A001');
    expect(await glass()).toMatchObject({ text: 'A001' });
  });
});

describe('brightness', () => {
  it.each([
    [0, 1],
    [7, 1],
    [8, 2],
    [50, 5],
    [92, 7],
    [93, 8],
    [100, 8],
  ])('%s percent is level %s, read back', async (percent, level) => {
    const { panel, module } = panelOn();
    expect(await panel.brightness.set(percent, asCall)).toBe('read-back');
    expect(module.brightness).toBe(level);
    expect(module.functions()).toEqual(['06', '03']);
    expect((await panel.look(asPoll)).brightness).toBe(panel.brightness.nearest(percent));
  });

  it('has eight steps, each its own nearest', () => {
    const { panel } = panelOn();
    const steps = new Set(Array.from({ length: 101 }, (_, percent) => panel.brightness.nearest(percent)));
    expect([...steps]).toEqual([0, 14, 29, 43, 57, 71, 86, 100]);
    for (const step of steps) expect(panel.brightness.nearest(step)).toBe(step);
  });

  it('that was acknowledged and not taken is told: an echo is no evidence', async () => {
    const { panel, module } = panelOn();
    module.forgetful = true;
    await expect(panel.brightness.set(100, asCall)).rejects.toMatchObject({ code: 'PROTOCOL_UNEXPECTED' });
  });
});

describe('what can never be sent', () => {
  it('is a write to any register but characters, blink and brightness', async () => {
    const text = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom(...'018AbCd-') });
    const step = fc.oneof(
      fc.record({ do: fc.constant('show' as const), text, blink: fc.boolean() }),
      fc.record({ do: fc.constantFrom('clear' as const, 'look' as const, 'identify' as const) }),
      fc.record({ do: fc.constant('brightness' as const), percent: fc.double({ min: 0, max: 100, noNaN: true }) }),
    );
    const play = async (digits: 4 | 6, steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) => {
      const { panel, module, show } = panelOn({ digits });
      for (const each of steps) {
        if (each.do === 'show') await show(each.text, { blink: each.blink });
        else if (each.do === 'brightness') await panel.brightness.set(each.percent, asCall);
        else if (each.do === 'clear') await panel.clear(['main'], asCall);
        else await (each.do === 'look' ? panel.look(asPoll) : panel.identify());
      }
      return module.seen.map((wire) => Buffer.from(wire.replaceAll(' ', ''), 'hex'));
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(4 as const, 6 as const),
        fc.array(step, { maxLength: 12 }),
        async (digits, steps) => {
          for (const wire of await play(digits, steps)) {
            const [address, operand] = [wire.readUInt16BE(2), wire.readUInt16BE(4)];
            if (wire[1] === 0x10) expect([address, operand]).toEqual([0, digits]);
            else if (wire[1] === 0x06) expect([8, 9]).toContain(address);
            else expect(wire[1]).toBe(0x03);
          }
        },
      ),
    );
  });
});
