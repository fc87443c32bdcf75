import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isQualifier, keyText, parseKey } from '../../../gateway/alarms/key.js';

const name = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
const qualifier = fc.stringMatching(/^[A-Za-z0-9._:-]{0,64}$/);

describe('the key of an alarm', () => {
  test('comes back from its text whatever the device, type and qualifier', () => {
    fc.assert(
      fc.property(name, name, qualifier, (deviceId, type, instance) => {
        const key = { deviceId, type, qualifier: instance };
        expect(isQualifier(instance)).toBe(true);
        expect(parseKey(keyText(key))).toEqual(key);
      }),
    );
  });

  test('is another one for another instance', () => {
    const key = { deviceId: 'board-1', type: 'led-write-rejected', qualifier: '' };
    expect(keyText(key)).toBe('board-1/led-write-rejected/');
    expect(keyText({ ...key, qualifier: 'zone-2' })).toBe('board-1/led-write-rejected/zone-2');
  });

  test.each(['a/b', '#', '+', 'zone 2', '区二', '\u0000', 'x'.repeat(65)])('a qualifier %j is none', (text) => {
    expect(isQualifier(text)).toBe(false);
  });
});
