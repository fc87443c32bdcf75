import { describe, expect, it } from 'vitest';
import { createGuard } from '../../../../drivers/terminal/card-dispenser/guard.js';
import { hex, toHex } from '../../../support/hex.js';

function gate(mode: 'owner' | 'tap' = 'owner') {
  const sent: string[] = [];
  let now = 0;
  const write = createGuard({
    mode,
    clock: { monotonic: () => now },
    write: async (bytes) => void sent.push(toHex(bytes)),
  });
  return {
    sent,
    wait: (ms: number) => {
      now += ms;
    },
    tryTo: (text: string) =>
      write(hex(text)).then(
        () => 'sent',
        (error: { code: string; message: string }) => `${error.code} ${error.message}`,
      ),
  };
}
const rf = '02 52 46 03 15';

describe('in front of the wire', () => {
  it.each([rf, '02 50 42 03 13', '02 47 56 03 10'])('%s passes, and one ENQ behind it', async (question) => {
    const { tryTo, sent } = gate();
    expect([await tryTo(question), await tryTo('05')]).toEqual(['sent', 'sent']);
    expect(await tryTo('05')).toContain('no question of ours is before this ENQ');
    expect(sent).toEqual([question, '05']);
  });

  it.each([
    ['reset', '02 53 54 03 06'],
    ['dispense', '02 44 43 03 06'],
    ['call back', '02 43 50 03 12'],
    ['nothing', ''],
    ['ACK', '06'],
    ['a wrong BCC', '02 52 46 03 14'],
    ['a question and ENQ at once', `${rf} 05`],
    ['a question and a dispense', `${rf} 02 44 43 03 06`],
  ])('%s does not', async (_what, text) => {
    const { tryTo, sent } = gate();
    expect(await tryTo(text)).toContain('PROTOCOL_UNSUPPORTED refused in front of the wire');
    expect(sent).toEqual([]);
  });

  it('of all commands of two letters three pass', async () => {
    const { tryTo, sent } = gate();
    for (let first = 0x41; first <= 0x5a; first++) {
      for (let second = 0x41; second <= 0x5a; second++) {
        const body = [0x02, first, second, 0x03];
        await tryTo(toHex(Uint8Array.from([...body, body.reduce((xor, byte) => xor ^ byte, 0)])));
      }
    }
    expect(sent).toEqual(['02 47 56 03 10', '02 50 42 03 13', '02 52 46 03 15']);
  });

  it('ENQ finishes nothing that somebody else began: it passes only behind a question, and soon', async () => {
    const { tryTo, wait, sent } = gate();
    expect(await tryTo('05')).toContain('no question of ours');
    await tryTo(rf);
    wait(2_001);
    expect(await tryTo('05')).toContain('too old');
    expect(sent).toEqual([rf]);
  });

  it('a tap sends nothing', async () => {
    const { tryTo, sent } = gate('tap');
    for (const text of [rf, '05']) expect(await tryTo(text)).toContain('a tap only listens');
    expect(sent).toEqual([]);
  });
});
