import { describe, expect, it } from 'vitest';
import { type Frame, frameDecoder } from '../../../../drivers/people-counter/foorir/frame.js';
import { encodeAnswer, readMessage, stampParts } from '../../../../drivers/people-counter/foorir/message.js';
import { hex, toHex } from '../../../support/hex.js';
import { type VectorName, vector } from './vectors.js';

const frameOf = (name: VectorName): Frame => frameDecoder().push(vector(name))[0]!;
const saying = (data: string, command = 0xd2): Frame => ({
  id: hex('FF FF FF FF'),
  command,
  parameter: 2,
  data: Buffer.from(data, 'latin1'),
});
const well = { receiverPower: 'ok', transmitterPower: 'ok', binding: 'ok' };
const unit = { serial: '1952307280269', firmware: 'V1.0-EN', model: 'HX-NBI' };

describe('what an HX-HE2 says', () => {
  it.each([
    ['F1', { ...unit, ...well, stamp: '20230101090000', counts: { in: 0, out: 0 } }],
    ['F2', { ...unit, ...well, stamp: '20230101090000', counts: { in: 10, out: 8 } }],
    [
      'F5',
      {
        ...unit,
        stamp: '20230101090500',
        counts: { in: 3, out: 4 },
        receiverPower: 'low',
        transmitterPower: 'ok',
        binding: 'lost',
      },
    ],
    ['F6', { ...unit, ...well, stamp: '20230101090000', counts: { in: 27, out: 8 } }],
  ] as const)('%s', (name, message) => {
    expect(readMessage(frameOf(name))).toEqual(message);
  });

  it('a heartbeat of old firmware: the same without counts', () => {
    const heartbeat = saying('1952307280269,20230101090000,1,0,1,V1.0,HX', 0xd1);
    expect(readMessage(heartbeat)).toEqual({
      serial: '1952307280269',
      stamp: '20230101090000',
      ...well,
      transmitterPower: 'low',
      firmware: 'V1.0',
      model: 'HX',
    });
  });

  it('may end before firmware and model', () => {
    expect(readMessage(saying('SN-1,20230101090000,1,2,1,1,1'))).toEqual({
      serial: 'SN-1',
      stamp: '20230101090000',
      ...well,
      counts: { in: 1, out: 2 },
    });
  });

  it.each([
    ['the answer of a platform, echoed', '0,20240124184115,0000,2359,5,1,0,0,0,0', 0xd2],
    ['history, whose content nobody has published', 'SN-1,20230101090000,1,2,1,1,1', 0xd3],
    ['an upgrade', 'SN-1,20230101090000,1,2,1,1,1', 0xd4],
    ['nothing', '', 0xd2],
    ['no serial number', ',20230101090000,1,2,1,1,1', 0xd2],
    ['a serial number with blanks', 'SN 1,20230101090000,1,2,1,1,1', 0xd2],
    ['a serial number without end', `${'1'.repeat(33)},20230101090000,1,2,1,1,1`, 0xd2],
    ['a day that does not exist', 'SN-1,20230229090000,1,2,1,1,1', 0xd2],
    ['an hour that does not exist', 'SN-1,20230101240000,1,2,1,1,1', 0xd2],
    ['half a time', 'SN-1,202301010900,1,2,1,1,1', 0xd2],
    ['a negative count', 'SN-1,20230101090000,-1,2,1,1,1', 0xd2],
    ['a count that is none', 'SN-1,20230101090000,1,two,1,1,1', 0xd2],
    ['a count beyond reason', 'SN-1,20230101090000,1000000,2,1,1,1', 0xd2],
    ['a flag that is neither 0 nor 1', 'SN-1,20230101090000,1,2,1,2,1', 0xd2],
    ['too few fields', 'SN-1,20230101090000,1,2,1,1', 0xd2],
    ['too many fields', 'SN-1,20230101090000,1,2,1,1,1,V1,HX,9', 0xd2],
    ['a heartbeat with counts', 'SN-1,20230101090000,1,2,1,1,1,V1,HX', 0xd1],
  ])('is nothing else: %s', (_name, data, command) => {
    expect(readMessage(saying(data, command))).toBeUndefined();
  });

  it('names of firmware and model that cannot be printed are left out', () => {
    expect(readMessage(saying('SN-1,20230101090000,1,2,1,1,1,\u0007V,'))).not.toHaveProperty('firmware');
    expect(readMessage(saying(`SN-1,20230101090000,1,2,1,1,1,V1,${'H'.repeat(33)}`))).not.toHaveProperty('model');
  });
});

describe('the answer of the platform', () => {
  const time = { ...stampParts('20240124184115'), weekday: 3 };
  const settings = { time, uploadMinutes: 5, recordMinutes: 1 };

  it('F4: accepted, with its settings and the time', () => {
    expect(toHex(encodeAnswer(frameOf('F1'), { accepted: true, ...settings }))).toBe(toHex(vector('F4')));
  });

  it('F7: refused', () => {
    expect(toHex(encodeAnswer(frameOf('F1'), { accepted: false, ...settings }))).toBe(toHex(vector('F7')));
  });

  it('bears the id and the command of what it answers', () => {
    const [answer] = frameDecoder().push(
      encodeAnswer({ id: hex('01 02 03 04'), command: 0xd1 }, { accepted: true, ...settings }),
    );
    expect(answer).toMatchObject({ id: hex('01 02 03 04'), command: 0xd1, parameter: 2 });
  });
});
