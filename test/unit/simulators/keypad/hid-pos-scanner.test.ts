import { expect, test } from 'vitest';
import { createHidPosScanner } from '../../../../simulators/keypad/hid-pos-scanner.js';
import { toHex } from '../../../support/hex.js';
import { stand } from '../hid/hid-host.js';

const start = (options = {}) => stand((world) => createHidPosScanner(world, options));
const zeros = (count: number) => Array<string>(count).fill('00').join(' ');

test('P1: a short code is one report of 64 bytes', () => {
  const { act, inputs, device } = start();
  act('scan', { code: 'A001' });
  expect(inputs()).toEqual([`02 04 5D 51 30 41 30 30 31 ${zeros(52)} 73 00 00`]);
  expect(device.view()).toMatchObject({ code: 'A001', scanned: 1 });
});

test('P2 and P3: 60 bytes are two reports, the first says that more follows', () => {
  const { act, inputs } = start();
  const code = Array.from({ length: 60 }, (_, index) => String(index % 10)).join('');
  act('scan', { code });
  const data = toHex(Buffer.from(code));
  expect(inputs()).toEqual([
    `02 38 5D 51 30 ${data.slice(0, 56 * 3 - 1)} 73 00 01`,
    `02 04 5D 51 30 ${data.slice(56 * 3)} ${zeros(52)} 73 00 00`,
  ]);
});

test('56 bytes fill one report, 57 need a second', () => {
  const { act, inputs } = start();
  act('scan', { code: 'x'.repeat(56) });
  expect(inputs()).toHaveLength(1);
  act('scan', { code: 'x'.repeat(57) });
  expect(inputs().map((report) => report.slice(0, 5))).toEqual(['02 38', '02 38', '02 01']);
});

test('other symbologies, other report numbers and letters of several bytes', () => {
  const { act, inputs } = start({ report: 5 });
  act('scan', { code: '预', symbology: 'C0' });
  expect(inputs()[0]).toMatch(/^05 03 5D 43 30 E9 A2 84 00/);
});

test('the end of a long code can be lost on the way', () => {
  const { act, inputs, device } = start();
  act('scan', { code: 'x'.repeat(60), parts: 1 });
  expect(inputs()).toHaveLength(1);
  expect(device.view()).toMatchObject({ scanned: 0 });
});

test('with the wrong-address knob the report has another number', () => {
  const { act, inputs, device } = start();
  device.setFaults({ wrongAddress: true });
  act('scan', { code: 'A1' });
  expect(inputs()[0]).toMatch(/^03 /);
});

test('a question by report FD is taken, one that is longer than its report is not', () => {
  const { output, device, refusals } = start();
  output('FD 0B 16 4D 0D 41 49 53 46 57 56 31 2E 00');
  expect(device.view()).toMatchObject({ asked: ['\x16M\rAISFWV1.'] });
  output('FD 05 16');
  output('02 01 16');
  expect(refusals()).toHaveLength(2);
});

test.each([
  [{ code: '' }, /code/],
  [{ code: 'A', symbology: ']Q0' }, /symbology: allowed are two characters as AIM has them/],
])('scan %j is refused', (args, message) => {
  expect(() => start().act('scan', args)).toThrow(message);
});
