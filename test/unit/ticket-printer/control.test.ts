import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as control from '../../../drivers/ticket-printer/escpos/control.js';
import { hex, toHex } from '../../support/hex.js';

const { findIntervention, intervention, interventions } = control;

describe('commands that ask and govern', () => {
  it.each([
    ['status 1', control.requestStatus(1), '10 04 01'],
    ['status 4', control.requestStatus(4), '10 04 04'],
    ['status of a kiosk unit', control.requestFullStatus(), '10 04 14'],
    ['automatic status on', control.automaticStatus(true), '1D 61 0F'],
    ['automatic status off', control.automaticStatus(false), '1D 61 00'],
    ['fence', control.requestQueuedStatus(), '1D 72 01'],
    ['model byte', control.requestIdentityByte('model'), '1D 49 01'],
    ['type byte', control.requestIdentityByte('type'), '1D 49 02'],
    ['firmware byte', control.requestIdentityByte('firmware'), '1D 49 03'],
    ['firmware', control.requestText('firmware'), '1D 49 41'],
    ['maker', control.requestText('maker'), '1D 49 42'],
    ['model', control.requestText('model'), '1D 49 43'],
    ['serial number', control.requestText('serial'), '1D 49 44'],
    ['process ID', control.processId('0001'), '1D 28 48 06 00 30 30 30 30 30 31'],
    ['process ID of the characters at both ends', control.processId(' ~A!'), '1D 28 48 06 00 30 30 20 7E 41 21'],
    ['offline response off', control.offlineResponse('off'), '1D 28 48 03 00 31 30 30'],
    ['offline response on', control.offlineResponse('on'), '1D 28 48 03 00 31 30 31'],
    ['offline response with cause', control.offlineResponse('with-cause'), '1D 28 48 03 00 31 30 32'],
    ['all cuts', control.requestCutCounter('cumulative'), '1D 67 32 00 B2 00'],
    ['cuts since the counter was reset', control.requestCutCounter('resettable'), '1D 67 32 00 32 00'],
    ['panel buttons off', control.panelButtons(false), '1B 63 35 01'],
    ['panel buttons on', control.panelButtons(true), '1B 63 35 00'],
    ['clear', intervention('clear'), '10 14 08 01 03 14 01 06 02 08'],
    ['resume', intervention('resume'), '10 05 01'],
    ['drop and resume', intervention('dropAndResume'), '10 05 02'],
  ])('%s', (_name, bytes, expected) => expect(toHex(bytes)).toBe(expected));

  it('padding outlasts every broken-off command and resets the modes', () => {
    const bytes = control.padding();
    expect(bytes).toHaveLength(8_192 + 2);
    expect(bytes.subarray(0, 8_192).every((byte) => byte === 0)).toBe(true);
    expect(toHex(bytes.subarray(8_192))).toBe('1B 40');
    expect(control.padding(3)).toEqual(bytes);
    expect(control.padding(30_000)).toHaveLength(30_002);
  });

  it.each(['', '001', '00001', '00\x1f1', '000\x7f', '0号01'])('refuses the process ID "%s"', (id) => {
    expect(() => control.processId(id)).toThrow(RangeError);
  });
});

describe('commands that act at once', () => {
  it('are sent of its own accord only to clear; the others are for a person to ask', () => {
    const own = Object.entries(interventions).filter(([, { sentBy }]) => sentBy === 'driver');
    expect(own.map(([name, { when }]) => `${name}: ${when}`)).toEqual(['clear: W2, W6, W7, W12']);
  });

  it('are found wherever they stand', () => {
    for (const { bytes } of Object.values(interventions)) expect(findIntervention(Uint8Array.from(bytes))).toBe(0);
    expect(findIntervention(hex('1D 76 30 00 10 10 05 02 00'))).toBe(5);
    expect(findIntervention(hex('10 10 10 14 01 00'))).toBe(2);
  });

  it.each(['', '10', '10 05', '10 04 01', '10 05 03', '10 14', '10 14 00', '11 05 01', '1D 72 01'])(
    'are not seen in %s',
    (bytes) => expect(findIntervention(hex(bytes))).toBe(-1),
  );

  it('no question is one', () => {
    const id = fc.array(fc.integer({ min: 0x20, max: 0x7e }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(id, (characters) => {
        expect(findIntervention(control.processId(String.fromCharCode(...characters)))).toBe(-1);
      }),
    );
    expect(findIntervention(control.padding())).toBe(-1);
  });
});
