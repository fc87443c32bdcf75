import { describe, expect, it } from 'vitest';
import { readyDigits } from './session-setup.js';

const mismatch = 'led-content-mismatch';
const rejected = 'led-write-rejected';

describe('a digit display in a branch', () => {
  it('says who it is, and is blank before anything is shown', async () => {
    const { session, finish, view, seen } = await readyDigits({ digits: 6 });
    expect(await finish(session.identify())).toEqual({
      model: 'DM36B06',
      capabilities: ['blink', 'brightness', 'read-back'],
    });
    expect(view().text).toEqual(['      ']);
    expect(seen.state).toMatchObject({ showing: {}, verified: 'read-back', brightness: 43 });
  });

  it('shows a called number, and the state says that it was read on the glass', async () => {
    const { call, view, seen } = await readyDigits();
    expect(await call('A001')).toEqual({ zone: 'main', text: 'A001', verified: 'read-back' });
    expect(view().text).toEqual(['A001']);
    expect(seen.state).toMatchObject({ showing: { main: 'A001' }, verified: 'read-back' });
    expect(seen.events).toEqual([{ name: 'called', data: { number: 'A001', counter: 3, zone: 'main', text: 'A001' } }]);
    expect(view().tripwires).toEqual({ factoryReset: 0, address: 0, baud: 0, parity: 0 });
  });

  it('stands right or left, and nothing of a longer number stays behind a shorter one', async () => {
    for (const [align, glass] of [
      ['right', '   7'],
      ['left', '7   '],
    ] as const) {
      const { call, view, seen } = await readyDigits({ align });
      await call('8888');
      await call(7);
      expect(view().text).toEqual([glass]);
      expect(seen.state).toMatchObject({ showing: { main: '7' } });
    }
  });

  it('shows a number without its letters where the options say so', async () => {
    const { call, view } = await readyDigits({ callText: { en: '{digits}-{counter}' } });
    await call('VIP07');
    expect(view().text).toEqual(['07-3']);
  });

  it('blinks for the first seconds, then stands still', async () => {
    const { call, view, clock, seen } = await readyDigits();
    await call('A001', { blinkSeconds: 5 });
    expect(view().blinking).toEqual([true, true, true, true]);
    expect(seen.state).toMatchObject({ zones: { main: { blinking: true, verified: 'read-back' } } });
    await clock.advance(4_500);
    expect(view().blinking).toContain(true);
    await clock.advance(1_000);
    expect(view()).toMatchObject({ blinking: [false, false, false, false], characters: 'A001' });
    expect(seen.state).toMatchObject({ showing: { main: 'A001' }, verified: 'read-back' });
    expect(seen.state['zones']).toEqual({ main: { text: 'A001', verified: 'read-back' } });
  });

  it.each([
    ['12345', '"12345" is 5 characters; allowed: up to 4'],
    ['请', 'no sign for "请"'],
    ['K12', 'no sign for "K"'],
    ['A.5', 'no sign for "."'],
  ])('refuses %s and leaves the number that is there', async (text, why) => {
    const { call, show, view, module } = await readyDigits();
    await call('A001');
    const requests = module.requests.length;
    await expect(show(text)).rejects.toMatchObject({ code: 'COMMAND_ARGS_INVALID', field: 'args.text' });
    await expect(call(text)).rejects.toThrow(why);
    expect(module.requests).toHaveLength(requests);
    expect(view().text).toEqual(['A001']);
  });

  it('is dimmed, switched dark and lit again, tested and cleared', async () => {
    const { session, finish, call, view, seen, clock, poll } = await readyDigits();
    await call('A001');
    await finish(session.commands.brightness({ percent: 0 }));
    expect(view().brightness).toBe(1);
    await finish(session.commands.power({ on: false }));
    expect(view().text).toEqual(['    ']);
    await finish(session.commands.power({ on: true }));
    expect(view().text).toEqual(['A001']);
    await finish(session.commands.test({ seconds: 5 }));
    expect(view().text).toEqual(['8888']);
    await clock.advance(5_500);
    await poll();
    expect(view().text).toEqual(['A001']);
    await finish(session.commands.clear({}));
    expect(view().text).toEqual(['    ']);
    expect(seen.state).toMatchObject({ showing: {}, brightness: 0, verified: 'read-back' });
  });
});

describe('what somebody else does to the module', () => {
  it.each([
    ['a character', { register: 1, value: 0x39 }, 'A901'],
    ['a number in place of the characters', { register: 7, value: 42 }, '42'],
  ])('%s is seen at the next poll, told, put right and told again', async (_what, change, text) => {
    const { call, act, poll, view, seen, alarm } = await readyDigits();
    await call('A001');
    act('tamper', change);
    seen.alarms.length = 0;
    await poll();
    const told = seen.alarms.filter(({ type }) => type === mismatch);
    expect(told[0]).toMatchObject({ active: true, detail: `main shows "${text}" instead of "A001"` });
    expect(view().text).toEqual(['A001']);
    expect(alarm(mismatch)).toMatchObject({ active: false });
    expect(seen.state).toMatchObject({ showing: { main: 'A001' }, verified: 'read-back' });
  });

  it('blinking that nobody ordered is put right too', async () => {
    const { call, act, poll, view, alarm } = await readyDigits();
    await call('A001');
    act('tamper', { register: 8, value: 0b0010 });
    await poll();
    expect(view().blinking).not.toContain(true);
    expect(alarm(mismatch)).toMatchObject({ active: false });
  });

  it('something on a glass that is to be blank is wiped', async () => {
    const { act, poll, view } = await readyDigits();
    act('tamper', { register: 0, value: 0x38 });
    await poll();
    expect(view().text).toEqual(['    ']);
  });
});

describe('a module that lost its power', () => {
  it('shows "0" until the next poll sees it, then its number again', async () => {
    const { call, module, poll, view, seen } = await readyDigits();
    await call('A001');
    module.restart();
    expect(view().text).toEqual(['   0']);
    seen.alarms.length = 0;
    await poll();
    expect(seen.alarms.find(({ type, active }) => type === mismatch && active)).toMatchObject({
      detail: 'main shows "0" instead of "A001"',
    });
    expect(view().text).toEqual(['A001']);
  });

  it('and with it its blinking gets both back', async () => {
    const { call, module, poll, view } = await readyDigits();
    await call('A001', { blinkSeconds: 60 });
    module.restart();
    await poll();
    expect(view()).toMatchObject({ characters: 'A001', blinking: [true, true, true, true] });
  });

  it('and was away meanwhile is not believed to show what it did', async () => {
    const { call, module, poll, identify, view, seen, clock } = await readyDigits();
    await call('A001');
    module.setFaults({ unplugged: true });
    await expect(poll()).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(seen.state).toMatchObject({ verified: 'sent' });
    module.restart();
    module.setFaults({ unplugged: false });
    await clock.advance(2_000);
    await identify();
    expect(view().text).toEqual(['A001']);
    expect(seen.state).toMatchObject({ showing: { main: 'A001' }, verified: 'read-back' });
  });
});

describe('a module with another firmware', () => {
  it('that cannot be written to raises the alarm with its exception and shows nothing it does not', async () => {
    const { call, act, alarm, seen } = await readyDigits();
    act('wrong-firmware', { lacks: ['write-many'] });
    await expect(call('A001')).rejects.toMatchObject({ code: 'PROTOCOL_UNSUPPORTED' });
    expect(alarm(rejected)).toMatchObject({
      active: true,
      detail: 'unit 1 refused "show A001" with exception 01: illegal function',
    });
    expect(seen.state).toMatchObject({ showing: {} });
    act('wrong-firmware', { lacks: [] });
    await call('A001');
    expect(alarm(rejected)).toMatchObject({ active: false });
  });

  it.each(['blink', 'brightness'])('without %s still shows its numbers and has them read back', async (lacking) => {
    const { call, act, poll, view, alarm, seen } = await readyDigits();
    act('wrong-firmware', { lacks: [lacking] });
    await poll();
    expect(await call('A001', { blinkSeconds: 5 })).toMatchObject({ verified: 'read-back' });
    await poll();
    expect(view().characters).toBe('A001');
    expect(seen.state).toMatchObject({ showing: { main: 'A001' }, verified: 'read-back' });
    expect(alarm(rejected)).toMatchObject({ active: true });
    expect(alarm(mismatch)).toMatchObject({ active: false });
  });

  it('without brightness says so to whoever dims it', async () => {
    const { session, finish, act } = await readyDigits();
    act('wrong-firmware', { lacks: ['brightness'] });
    const dimmed = finish(session.commands.brightness({ percent: 50 }));
    await expect(dimmed).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
  });
});
