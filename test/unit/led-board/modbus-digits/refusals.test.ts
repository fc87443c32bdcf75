import { describe, expect, it } from 'vitest';
import { asCall, asPoll } from '../../../../drivers/led-board/board/panel.js';
import { panelOn } from './panel-setup.js';

describe('a module that refuses', () => {
  it.each([
    [0x01, 'PROTOCOL_UNSUPPORTED'],
    [0x02, 'PROTOCOL_REJECTED'],
    [0x03, 'PROTOCOL_REJECTED'],
    [0x04, 'PROTOCOL_REJECTED'],
    [0x06, 'PROTOCOL_BUSY'],
  ])('a number with exception %i raises the alarm with it, until it takes one', async (exception, code) => {
    const { module, show, refused } = panelOn();
    module.refusals.set(0x10, exception);
    await expect(show('12')).rejects.toMatchObject({ code });
    expect(refused()).toMatchObject({
      active: true,
      detail: expect.stringContaining(`"show 12" with exception 0${exception}`),
    });
    module.refusals.clear();
    await show('12');
    expect(refused()).toEqual({ type: 'led-write-rejected', active: false });
  });

  it('to be read, characters and all, rejects and raises the alarm', async () => {
    const { panel, module, refused } = panelOn();
    module.refusals.set(0x03, 0x01);
    await expect(panel.look(asPoll)).rejects.toMatchObject({ code: 'PROTOCOL_UNSUPPORTED' });
    expect(refused()).toMatchObject({ active: true });
  });

  it('to be read because it is busy is asked for everything again', async () => {
    const { panel, module } = panelOn();
    module.refusals.set(0x03, 0x06);
    await expect(panel.look(asPoll)).rejects.toMatchObject({ code: 'PROTOCOL_BUSY' });
    module.refusals.clear();
    expect(await panel.look(asPoll)).toHaveProperty('brightness');
  });

  it('to blink shows its number all the same, says nothing of blinking and is not asked again', async () => {
    const { module, show, glass } = panelOn();
    module.refusals.set('6:8', 0x02);
    expect(await show('12', { blink: true })).toBe('acknowledged');
    expect(await glass()).toEqual({ text: '12' });
    module.functions();
    await show('13', { blink: true });
    expect(module.functions()).toEqual(['10']);
  });

  it('a part of what it is told keeps the alarm raised, whatever else it takes', async () => {
    const { module, show, refused } = panelOn();
    module.refusals.set('6:8', 0x02);
    await show('12', { blink: true });
    await show('13');
    expect(refused()).toMatchObject({
      active: true,
      detail: 'unit 1 refused "blink 15" with exception 02: illegal data address',
    });
  });

  it('lacks a register: its characters are read alone, and again as a whole once somebody else may be there', async () => {
    const { panel, module, glass, refused } = panelOn();
    module.lacks = 8;
    expect(await glass()).toEqual({ text: '' });
    expect(refused()).toMatchObject({ active: true });
    module.lacks = undefined;
    module.seen.length = 0;
    await glass();
    expect(module.seen).toEqual(['01 03 00 00 00 04 44 09']);
    module.mute.add(0x03);
    await expect(panel.look(asPoll)).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    module.mute.clear();
    expect(await glass()).toEqual({ text: '', blink: false });
    expect(refused()).toMatchObject({ active: false });
  });

  it('to blink is asked again once somebody else may be there', async () => {
    const { panel, module, show } = panelOn();
    module.refusals.set('6:8', 0x02);
    await show('12', { blink: true });
    module.refusals.clear();
    module.mute.add(0x03);
    await expect(panel.look(asPoll)).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    await show('12', { blink: true });
    expect(module.blinkMask).toBe(0b1111);
  });

  it('and is then replaced is not held against the next, which is steady whatever it did before', async () => {
    const { panel, module, show, refused } = panelOn();
    await panel.look(asPoll);
    module.refusals.set('6:9', 0x02);
    await expect(panel.brightness.set(50, asCall)).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    module.mute.add(0x03);
    await expect(panel.look(asPoll)).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    module.registers[8] = 0b1111;
    await show('12');
    expect(module.blinkMask).toBe(0);
    expect(refused()).toMatchObject({ active: false });
  });

  it('to blink because it is busy is asked again', async () => {
    const { module, show } = panelOn();
    module.refusals.set('6:8', 0x06);
    await expect(show('12', { blink: true })).rejects.toMatchObject({ code: 'PROTOCOL_BUSY' });
    module.refusals.clear();
    await show('12', { blink: true });
    expect(module.blinkMask).toBe(0b1111);
  });

  it('brightness raises the alarm too', async () => {
    const { panel, module, refused } = panelOn();
    module.refusals.set('6:9', 0x03);
    await expect(panel.brightness.set(50, asCall)).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    expect(refused()).toMatchObject({
      active: true,
      detail: 'unit 1 refused "brightness 5" with exception 03: illegal data value',
    });
  });

  it('is not said of one that does not answer', async () => {
    const { module, show, refused } = panelOn();
    module.mute.add(0x10);
    await expect(show('12')).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(refused()).toBeUndefined();
  });
});
