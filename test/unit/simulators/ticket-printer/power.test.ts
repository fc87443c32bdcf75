import { describe, expect, it } from 'vitest';
import { hex } from '../../../support/hex.js';
import { plugHost } from '../host.js';
import { bytes, createBench, createInstantBench, ticket, ticketText } from './bench.js';

const cutOff = '1D 56 42 00';

describe('power', () => {
  it('cut in the middle of a ticket leaves a torn strip; nothing else of it ever comes', async () => {
    const { send, act, view, clock, printer, host } = createBench();
    send(ticket);
    await clock.advance(95);
    act('power-off');
    expect(host.closed).toBe(true);
    expect(view()).toMatchObject({
      power: 'off',
      tickets: [],
      uncut: [],
      torn: [{ text: '您的号码\nA012', qr: [], cut: 'torn' }],
      printing: false,
    });
    await clock.advance(10_000);
    act('power-on');
    const next = plugHost(printer);
    next.send(bytes(`"A013" 0A ${cutOff}`));
    await clock.advance(10_000);
    expect(view()).toMatchObject({ tickets: [{ text: 'A013' }], torn: [{}] });
  });

  it('off refuses every host; on again takes them', () => {
    const { act, printer } = createBench();
    act('power-off');
    expect(plugHost(printer).closed).toBe(true);
    act('power-on');
    const host = plugHost(printer);
    host.send(hex('10 04 01'));
    expect(host.heard()).toBe('16');
  });

  it('takes automatic status, sizes, Chinese and half a command with it', () => {
    const { act, send, host, view, printer } = createInstantBench();
    send('1D 61 0F 1C 26 1D 21 11 1D 76 30');
    host.forget();
    printer.restart();
    send('C8CB "A" 0A');
    act('paper-low');
    expect(view().uncut).toMatchObject([{ text: '□□A', width: 1 }]);
    expect(host.heard()).toBe('');
    expect(host.closed).toBe(false);
  });

  it('ends a hardware fault, but not what is in the printer: no paper, an open cover, a hot head', () => {
    const { act, view } = createBench();
    for (const name of ['fault', 'paper-out', 'open-cover']) act(name);
    act('fault', { kind: 'mechanical' });
    act('overheat', { seconds: 60 });
    act('power-off');
    act('power-on');
    expect(view()).toMatchObject({ errors: ['head-hot'], paper: 'out', cover: 'open' });
  });

  it('off: the feed button is dead', () => {
    const { act, clock } = createBench();
    act('power-off');
    act('press-feed');
    expect(clock.pending).toBe(0);
  });

  it('off while somebody feeds paper stops the paper', async () => {
    const { act, view, clock } = createBench({ rollMm: 100, nearEndMm: 50 });
    act('press-feed', { ms: 400 });
    await clock.advance(100);
    act('power-off');
    act('power-on');
    await clock.advance(1_000);
    expect(view().paper).toBe('ok');
  });

  it('back is told where the model does so', () => {
    const { printer, host } = createBench({ powerOnNotice: true });
    printer.restart();
    expect(host.heard()).toBe('3B 31 00');
  });

  it('on twice does nothing to a ticket in work', async () => {
    const { act, send, view, clock } = createBench();
    send(ticket);
    await clock.advance(50);
    act('power-on');
    await clock.advance(3_000);
    expect(view().tickets).toMatchObject([{ text: ticketText }]);
  });
});
