import { describe, expect, it } from 'vitest';
import { call, panelOn, poll } from './panel-setup.js';

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
      detail: expect.stringContaining(`"show main" with exception 0${exception}`),
    });
    module.refusals.clear();
    await show('12');
    expect(refused()).toEqual({ type: 'led-write-rejected', active: false });
  });

  it('to be read rejects, and raises no alarm of writing', async () => {
    const { panel, module, refused } = panelOn();
    module.refusals.set(0x03, 0x02);
    await expect(panel.look(poll)).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    await expect(panel.identify()).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    expect(refused()).toBeUndefined();
  });

  it('to blink shows its number all the same, says nothing of blinking and is not asked again', async () => {
    const { panel, module, show, glass, refused, seen } = panelOn();
    module.refusals.set('6:8', 0x02);
    expect(await show('12', { blink: true })).toBe('acknowledged');
    expect(refused()).toMatchObject({ active: true });
    expect(await glass()).toEqual({ text: '12' });
    expect(seen.log).toEqual(['the module cannot blink']);
    module.functions();
    await show('13', { blink: true });
    expect(module.functions()).toEqual(['10']);
    expect(refused()).toMatchObject({ active: false });
    await panel.identify();
    module.functions();
    await show('14', { blink: true });
    expect(module.functions()).toEqual(['10', '06']);
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
    await expect(panel.brightness.set(50, call)).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    expect(refused()).toMatchObject({
      active: true,
      detail: 'unit 1 refused "brightness" with exception 03: illegal data value',
    });
  });

  it('is not said of one that does not answer', async () => {
    const { module, show, refused } = panelOn();
    module.mute.add(0x10);
    await expect(show('12')).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(refused()).toBeUndefined();
  });
});
