import { describe, expect, it } from 'vitest';
import { nutUps } from '../../../../drivers/terminal/nut/index.js';
import { nutOptions } from '../../../../drivers/terminal/nut/options.js';

const refused = (options: unknown) =>
  nutOptions.safeParse(options).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('the options of a UPS', () => {
  it('have defaults', () => {
    expect(nutOptions.parse({})).toEqual({
      pollIntervalMs: 10_000,
      onBatteryPollIntervalMs: 5_000,
      replyTimeoutMs: 5_000,
      tls: 'if-offered',
      variables: [],
      measurementSeconds: 60,
    });
  });

  it.each([
    [{ ups: 'a b' }, /^ups: 1 to 64 letters/],
    [{ ups: 'a\nFSD a' }, /^ups: /],
    [{ ups: '' }, /^ups: /],
    [{ pollIntervalMs: 500 }, /^pollIntervalMs: /],
    [{ tls: 'yes' }, /^tls: /],
    [{ tls: 'required' }, /^caFile: tls: required needs the certificates/],
    [{ tls: 'off', caFile: 'ca.pem' }, /^caFile: is of no use/],
    [{ tlsServerName: 'ups.local' }, /^tlsServerName: needs caFile/],
    [{ variables: ['battery date'] }, /^variables\.0: a variable of NUT/],
    [{ password: 'x' }, /password/],
  ])('%j is refused', (options, message) => {
    expect(refused(options)).toEqual([expect.stringMatching(message)]);
  });

  it('name the file of the certificates, so that check finds it missing', () => {
    const files = (options: unknown) => nutUps.files?.(nutOptions.parse(options));
    expect(files({})).toEqual([]);
    expect(files({ caFile: 'ca.pem' })).toEqual([{ field: ['caFile'], name: 'ca.pem', kind: 'authority' }]);
  });

  it('all say what they are', () => {
    for (const [name, schema] of Object.entries(nutOptions.shape))
      expect(`${name} ${schema.description}`).toMatch(/\S+ .{20}/);
  });
});
