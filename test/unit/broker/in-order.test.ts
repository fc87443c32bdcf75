import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InOrder } from '../../../gateway/broker/in-order.js';

/** An outcome that is settled by hand. */
function open() {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const outcome = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { outcome, resolve, reject };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('answers to the publishes of a client', () => {
  it('are given at once where they are known and nothing waits', () => {
    const answers: unknown[] = [];
    const inOrder = new InOrder();
    const no = new Error('no');
    inOrder.ask({}, null, (answer) => answers.push(answer));
    inOrder.ask({}, no, (answer) => answers.push(answer));
    expect(answers).toEqual([null, no]);
  });

  it('wait for those before them, even when they are known', async () => {
    const client = {};
    const first = open();
    const answers: string[] = [];
    const inOrder = new InOrder();
    inOrder.ask(client, first.outcome, () => answers.push('first'));
    inOrder.ask(client, null, () => answers.push('second'));
    inOrder.ask(client, new Error('no'), (error) => answers.push(`third: ${error?.message}`));
    expect(answers).toEqual([]);
    first.resolve();
    await settled();
    expect(answers).toEqual(['first', 'second', 'third: no']);
  });

  it('never wait for those of another client', async () => {
    const answers: string[] = [];
    const inOrder = new InOrder();
    const stuck = open();
    const quick = open();
    inOrder.ask({}, stuck.outcome, () => answers.push('stuck'));
    inOrder.ask({}, quick.outcome, () => answers.push('quick'));
    quick.resolve();
    await settled();
    expect(answers).toEqual(['quick']);
  });

  it('may bring up the next question', async () => {
    const client = {};
    const answers: string[] = [];
    const inOrder = new InOrder();
    const first = open();
    inOrder.ask(client, first.outcome, () => {
      answers.push('first');
      inOrder.ask(client, null, () => answers.push('asked meanwhile'));
    });
    inOrder.ask(client, null, () => answers.push('second'));
    first.resolve();
    await settled();
    expect(answers).toEqual(['first', 'second', 'asked meanwhile']);
  });

  it('come in the order of the questions with the right outcome, in whatever order they become known', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ kind: fc.constantFrom('known', 'waits', 'fails'), rank: fc.integer() }), {
          maxLength: 30,
        }),
        async (questions) => {
          const client = {};
          const inOrder = new InOrder();
          const answers: string[] = [];
          const pending = questions.map(({ kind, rank }, index) => {
            const { outcome, resolve, reject } = open();
            inOrder.ask(client, kind === 'known' ? null : outcome, (error) =>
              answers.push(`${index} ${error ? 'fails' : 'taken'}`),
            );
            return { rank, settle: () => (kind === 'fails' ? reject(new Error('no')) : resolve()) };
          });
          for (const { settle } of pending.sort((a, b) => a.rank - b.rank)) {
            settle();
            await Promise.resolve();
          }
          await settled();
          expect(answers).toEqual(questions.map(({ kind }, index) => `${index} ${kind === 'fails' ? kind : 'taken'}`));
        },
      ),
    );
  });
});
