import { expect, test } from 'vitest';
import { createHidDevice } from '../../../../simulators/hid/hid-device.js';
import { hex } from '../../../support/hex.js';
import { plugHost } from '../host.js';
import { stand } from './hid-host.js';

const start = () =>
  stand((world) =>
    createHidDevice({
      kind: 'keypad/nothing',
      world,
      getFeature: (report) => (report === 1 ? hex('01 02 03 04') : { refused: `not ${report}` }),
      actions: {},
      view: () => ({}),
    }),
  );

test('a report the device has no place for is refused, and the connection stays', () => {
  const { host, output, setFeature, getFeature, refusals, replies } = start();
  output('09 00');
  setFeature('65 02');
  getFeature(7, 8);
  expect(refusals()).toEqual(['no output report 9', 'no feature report 101', 'not 7']);
  getFeature(1, 8);
  expect(replies()).toEqual(['01 02 03 04']);
  expect(host.closed).toBe(false);
});

test('a feature reply is no longer than it was asked for', () => {
  const { getFeature, replies } = start();
  getFeature(1, 2);
  expect(replies()).toEqual(['01 02']);
});

test('what is no frame ends the connection, and the next one is served', () => {
  const { host, device } = start();
  host.send('FF');
  expect(host.closed).toBe(true);
  const next = plugHost(device);
  next.send('04 00 03 01 00 08');
  expect(next.heard()).toBe('05 00 04 01 02 03 04');
  expect(device.faults.unplugged).toBe(false);
});

test('unplugged, the connection ends and no new one is taken', () => {
  const { host, device } = start();
  device.setFaults({ unplugged: true });
  expect(host.closed).toBe(true);
  expect(plugHost(device).closed).toBe(true);
  device.setFaults({ unplugged: false });
  expect(plugHost(device).closed).toBe(false);
});
