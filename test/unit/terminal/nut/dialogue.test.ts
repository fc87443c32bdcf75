import { describe, expect, it } from 'vitest';
import { NutDialogue, NutRefusal } from '../../../../drivers/terminal/nut/dialogue.js';
import { textReply, wordReply } from '../../../../drivers/terminal/nut/reply.js';
import { askNames, askStatus, askVariables, chooseUps } from '../../../../drivers/terminal/nut/upsd.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { settle, VirtualClock } from '../../../support/virtual-clock.js';

/** A dialogue, and the far end of its wire in the hand of a test. */
function open() {
  const clock = new VirtualClock();
  const [near, far] = memoryPair('upsd');
  let heard = '';
  far.onData((bytes) => {
    heard += Buffer.from(bytes).toString('utf8');
  });
  const dialogue = new NutDialogue({ wire: near, clock, timeoutMs: 5_000 });
  return {
    clock,
    far,
    dialogue,
    heard: () => heard,
    say: async (text: string) => {
      await far.write(Buffer.from(text, 'utf8'));
      await settle();
    },
  };
}
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (value) => ({ value }),
    (error: Error) => ({ error: error.message }),
  );

describe('questions and answers', () => {
  it('belong together, also when several are asked at once', async () => {
    const { dialogue, say, heard } = open();
    const all = Promise.all([dialogue.ask(['VER'], textReply()), askStatus(dialogue, 'a'), askStatus(dialogue, 'b')]);
    await settle();
    expect(heard()).toBe('VER\nGET VAR a ups.status\nGET VAR b ups.status\n');
    await say('2.8\nVAR a ups.status "OL"\nVAR b ups');
    await say('.status "OB"\n');
    expect(await all).toEqual(['2.8', 'OL', 'OB']);
  });

  it('an answer that comes too late is not that of the next question', async () => {
    const { dialogue, say, clock } = open();
    const first = outcome(askStatus(dialogue, 'a'));
    await clock.advance(5_000);
    expect(await first).toEqual({ error: 'no complete answer to "GET VAR a ups.status" within 5 s' });
    const second = outcome(askStatus(dialogue, 'a'));
    await say('VAR a ups.status "OL"\n');
    await say('VAR a ups.status "OB"\n');
    expect(await second).toEqual({ value: 'OB' });
    expect(clock.pending).toBe(0);
  });

  it('a list may take its time, but no line more than 5 s and the whole not more than 20 s', async () => {
    const { dialogue, say, clock } = open();
    const slow = outcome(askVariables(dialogue, 'a', new Set(['v3'])));
    await say('BEGIN LIST VAR a\n');
    for (let line = 0; line < 4; line++) {
      await clock.advance(4_000);
      await say(`VAR a v${line} "${line}"\n`);
    }
    await say('END LIST VAR a\n');
    expect(await slow).toEqual({ value: new Map([['v3', '3']]) });

    const endless = outcome(askVariables(dialogue, 'a', new Set()));
    await say('BEGIN LIST VAR a\n');
    for (let line = 0; line < 5; line++) {
      await say(`VAR a v${line} "${line}"\n`);
      await clock.advance(4_000);
    }
    expect(await endless).toEqual({ error: 'no complete answer to "LIST VAR a" within 20 s' });
    // Nobody waits for it any more, whatever still comes of it.
    await say('VAR a v8 "8"\n');
    expect(clock.pending).toBe(0);
    const next = outcome(askStatus(dialogue, 'a'));
    await say('VAR a v9 "9"\nEND LIST VAR a\nVAR a ups.status "OL"\n');
    expect(await next).toEqual({ value: 'OL' });
    expect(clock.pending).toBe(0);
  });

  it('2,000 variables: those that are wanted, and nothing else is kept', async () => {
    const { dialogue, say } = open();
    const rows = Array.from({ length: 2_000 }, (_, n) => `VAR a v.${n} "a \\"value\\" \\\\ ${n} ${'x'.repeat(400)}"`);
    const asked = askVariables(dialogue, 'a', new Set(['v.7', 'v.1999', 'ups.load']));
    await say(`BEGIN LIST VAR a\n${rows.join('\n')}\nVAR a ups.load "31"\nEND LIST VAR a\n`);
    const values = await asked;
    expect([...values.keys()]).toEqual(['v.7', 'v.1999', 'ups.load']);
    expect(values.get('v.7')).toBe(`a "value" \\ 7 ${'x'.repeat(256)}`.slice(0, 256));
  });

  it('rows of another UPS or of another kind are not of this one', async () => {
    const { dialogue, say } = open();
    const asked = askVariables(dialogue, 'a', new Set(['ups.load']));
    await say('BEGIN LIST VAR a\nVAR a ups.load "31"\nVAR b ups.load "99"\nRW a ups.load "98"\nEND LIST VAR a\n');
    expect(await asked).toEqual(new Map([['ups.load', '31']]));
  });

  it('the same list byte by byte', async () => {
    const { dialogue, say } = open();
    const asked = askVariables(dialogue, 'a', new Set(['b.c']));
    for (const byte of 'BEGIN LIST VAR a\nVAR a b.c "\\"q\\\\"\nEND LIST VAR a\n') await say(byte);
    expect(await asked).toEqual(new Map([['b.c', '"q\\']]));
  });

  it('a refusal is told as what it is', async () => {
    const { dialogue, say } = open();
    const asked = askStatus(dialogue, 'a').catch((error: unknown) => error);
    await say('ERR DATA-STALE\n');
    expect(await asked).toBeInstanceOf(NutRefusal);
    expect(((await asked) as NutRefusal).refusal).toBe('DATA-STALE');
  });

  it('what nobody has asked for is passed over', async () => {
    const { dialogue, say } = open();
    await say('WELCOME\nVAR a ups.status "OB"\n');
    const asked = outcome(dialogue.ask(['NETVER'], textReply()));
    await say('1.3\n');
    expect(await asked).toEqual({ value: '1.3' });
  });

  it('what must not be said never gets to the wire', async () => {
    const { dialogue, heard, clock } = open();
    const asked = await outcome(dialogue.ask(['LIST', 'VAR', 'a\nFSD a'], textReply()));
    expect(asked).toMatchObject({ error: expect.stringContaining('never sent') });
    expect(await outcome(dialogue.ask(['LOGIN', 'a'] as never, textReply()))).toMatchObject({
      error: expect.stringContaining('never sent'),
    });
    await settle();
    expect(heard()).toBe('');
    expect(clock.pending).toBe(0);
  });

  it('is bounded: a server that says nothing is not asked for ever', async () => {
    const { dialogue } = open();
    const asked = Array.from({ length: 33 }, () => outcome(dialogue.ask(['VER'], textReply())));
    expect(await asked[32]).toEqual({ error: '32 questions wait for an answer already' });
    await dialogue.leave();
  });

  it('ends with a goodbye, and whoever waits hears of it', async () => {
    const { dialogue, heard, clock } = open();
    const asked = outcome(dialogue.ask(['VER'], textReply()));
    await dialogue.leave();
    expect(await asked).toEqual({ error: 'the session was ended' });
    await settle();
    expect(heard()).toBe('VER\nLOGOUT\n');
    expect(clock.pending).toBe(0);
  });

  it('over a wire that is gone fails at once', async () => {
    const { dialogue, far, clock } = open();
    far.unplug();
    expect(await outcome(dialogue.ask(['VER'], textReply()))).toMatchObject({
      error: expect.stringContaining('closed'),
    });
    await dialogue.leave();
    expect(clock.pending).toBe(0);
  });

  it('what stood behind the change of the wire in the clear is not taken for an answer', async () => {
    const { dialogue, say } = open();
    const [near, far] = memoryPair('inside');
    const changed = dialogue.ask(['STARTTLS'], wordReply('OK'));
    await settle();
    await say('OK STARTTLS\nVAR a ups.sta');
    await changed;
    dialogue.use(near);
    const asked = outcome(askStatus(dialogue, 'a'));
    await settle();
    await far.write(Buffer.from('VAR a ups.status "OL"\n'));
    await settle();
    expect(await asked).toEqual({ value: 'OL' });
  });
});

describe('which UPS', () => {
  const two = new Map([
    ['hall', ''],
    ['rack', ''],
  ]);
  const one = new Map([['hall', '']]);

  it('is the one that is named, or the only one', () => {
    expect(chooseUps('rack', two, 'x')).toBe('rack');
    expect(chooseUps(undefined, one, 'x')).toBe('hall');
  });

  it.each([
    ['attic', two, 'x has no UPS "attic" (ERR UNKNOWN-UPS): it has hall, rack'],
    [undefined, two, 'x does not have just one UPS, so options.ups has to name it: it has hall, rack'],
    [
      undefined,
      new Map(),
      'x does not have just one UPS, so options.ups has to name it: it has none, see ups.conf there',
    ],
    ['attic', new Map(), 'x has no UPS "attic" (ERR UNKNOWN-UPS): it has none, see ups.conf there'],
  ])('%s of %j is refused with what there is', (wanted, names, message) => {
    expect(() => chooseUps(wanted, names, 'x')).toThrow(message);
  });

  it('names with what is written beside them', async () => {
    const { dialogue, say } = open();
    const asked = askNames(dialogue);
    await say('BEGIN LIST UPS\nUPS hall "Hall \\"A\\""\nUPS rack "Description unavailable"\nEND LIST UPS\n');
    expect([...(await asked)]).toEqual([
      ['hall', 'Hall "A"'],
      ['rack', 'Description unavailable'],
    ]);
  });
});
