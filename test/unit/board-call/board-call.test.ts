import { beforeEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../../drivers/index.js';
import { createBoardCall } from '../../../gateway/board-call/board-call.js';
import { createTurns, halted, type Turns } from '../../../gateway/commands/turns.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';
import { createBoards, routes, silent } from './boards.js';

let clock: VirtualClock;
let turns: Turns;
let boards: ReturnType<typeof createBoards>;
let errors: string[];
let call: ReturnType<typeof createBoardCall>;

beforeEach(() => {
  clock = new VirtualClock();
  turns = createTurns({ clock });
  boards = createBoards();
  errors = [];
  const onError = (error: GatewayError, id: string) => void errors.push(`${id} ${error.message}`);
  call = createBoardCall({ routes, target: boards.target, turns, onError });
});

const info = (ms = 10_000) => ({ commandId: 'c1', clientId: 'queue-1', expiresAt: clock.now() + ms });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'succeeded' as const,
    (error: GatewayError) => ({ code: error.code, message: error.message, boards: error.result?.['boards'] }),
  );

describe('a group call', () => {
  it('is told to every board of the counter in the tick in which it comes, as it was given', async () => {
    const done = call({ number: 'A001', counter: 3, blinkSeconds: 5 }, info());
    expect(boards.told).toEqual([
      'hall call {"number":"A001","counter":3,"blinkSeconds":5}',
      'window-3 call {"number":"A001","counter":3,"blinkSeconds":5,"zone":"left"}',
    ]);
    expect(await done).toEqual({
      boards: [
        { board: 'hall', text: 'A001', verified: 'acknowledged' },
        { board: 'window-3', zone: 'left', text: 'A001', verified: 'acknowledged' },
      ],
    });
    expect(boards.infos).toEqual([info(), info()]);
  });

  it('goes to the boards that it names instead, each once', async () => {
    await call({ number: 'A001', counter: '3', boards: ['window-3', 'window-3'] }, info());
    expect(boards.told).toEqual(['window-3 call {"number":"A001","counter":"3"}']);
  });

  it('keeps its order among single calls on every board', async () => {
    const open = boards.hold('hall');
    const single = (number: string) =>
      turns.take('hall', info().expiresAt, () => boards.target('hall')!.execute('call', { number }, info()));
    const all = [single('A1'), call({ number: 'A2', counter: 3 }, info()), single('A3')];
    await settle();
    expect(boards.told.map((line) => line.replace(/,.*/, ''))).toEqual([
      'hall call {"number":"A1"}',
      'window-3 call {"number":"A2"',
    ]);
    open();
    await Promise.all(all);
    expect(boards.told.filter((line) => line.startsWith('hall')).map((line) => /A\d/.exec(line)?.[0])).toEqual([
      'A1',
      'A2',
      'A3',
    ]);
  });

  it('a board that does not answer holds up neither the others nor the next group call on them', async () => {
    boards.hold('hall');
    void call({ number: 'A1', counter: 3 }, info());
    const next = call({ number: 'A2', counter: 3, boards: ['window-3'] }, info());
    void call({ number: 'A3', counter: 3 }, info());
    expect(await next).toMatchObject({ boards: [{ board: 'window-3' }] });
    await settle();
    const window = boards.told.filter((line) => line.startsWith('window-3'));
    expect(window.map((line) => /A\d/.exec(line)?.[0])).toEqual(['A1', 'A2', 'A3']);
  });
});

describe('a group call that not every board shows', () => {
  it('has failed in part: who does not show it and why, and what became of each', async () => {
    boards.fail('window-3', silent);
    expect(await failure(call({ number: 'A1', counter: 3 }, info()))).toEqual({
      code: 'DEVICE_PARTLY_DONE',
      message: '1 of 2 boards do not show it: window-3 (zone left): no answer in 1000 ms',
      boards: [
        { board: 'hall', text: 'A1', verified: 'acknowledged' },
        {
          board: 'window-3',
          zone: 'left',
          error: { code: 'TRANSPORT_REPLY_TIMEOUT', message: 'no answer in 1000 ms' },
        },
      ],
    });
  });

  it('has the reason of the boards where all have the same', async () => {
    for (const board of ['hall', 'window-3']) boards.fail(board, silent);
    expect(await failure(call({ number: 'A1', counter: 3 }, info()))).toMatchObject({
      code: 'TRANSPORT_REPLY_TIMEOUT',
      message: '2 of 2 boards do not show it: hall: no answer in 1000 ms; window-3 (zone left): no answer in 1000 ms',
      boards: [{ board: 'hall' }, { board: 'window-3' }],
    });
  });

  it('has no reason of one board where they differ', async () => {
    boards.fail('hall', new GatewayError('DEVICE_OFFLINE', 'hall is not in contact'));
    boards.fail('window-3', silent);
    expect(await failure(call({ number: 'A1', counter: 3 }, info()))).toMatchObject({ code: 'DEVICE_PARTLY_DONE' });
  });

  it('a part whose turn comes too late is not done', async () => {
    const open = boards.hold('hall');
    void call({ number: 'A1', counter: 1 }, info());
    const late = failure(call({ number: 'A2', counter: 3 }, info(2_000)));
    await clock.advance(2_000);
    open();
    expect(await late).toMatchObject({
      code: 'DEVICE_PARTLY_DONE',
      boards: [
        { board: 'hall', error: { code: 'COMMAND_EXPIRED' } },
        { board: 'window-3', text: 'A2' },
      ],
    });
    expect(boards.told.filter((line) => line.includes('hall') && line.includes('A2'))).toEqual([]);
  });

  it('a fault of our own in one part is told to the log, and the others show it', async () => {
    boards.fail('window-3', new TypeError('x is undefined'));
    expect(await failure(call({ number: 'A1', counter: 3 }, info()))).toMatchObject({
      code: 'DEVICE_PARTLY_DONE',
      boards: [{ board: 'hall', text: 'A1' }, { error: { code: 'COMMAND_FAILED' } }],
    });
    expect(errors).toEqual(['c1 x is undefined']);
  });

  it('a board behind which too many wait refuses its part only', async () => {
    boards.hold('hall');
    for (let index = 0; index < 33; index++) void call({ number: index, counter: 1 }, info());
    expect(await failure(call({ number: 'A1', counter: 3, boards: ['window-3'] }, info()))).toBe('succeeded');
    expect(await failure(call({ number: 'A1', counter: 1 }, info()))).toMatchObject({ code: 'COMMAND_QUEUE_FULL' });
  });
});

it('while the gateway stops, a call that waits for one board ends as not done, when the begun parts have ended', async () => {
  const [openHall, openWindow] = [boards.hold('hall'), boards.hold('window-3')];
  void call({ number: 'A1', counter: 1 }, info());
  let ended: unknown;
  call({ number: 'A2', counter: 3 }, info()).catch((cause) => {
    ended = cause;
  });
  turns.halt();
  openHall();
  await settle();
  expect(ended).toBeUndefined();
  openWindow();
  await settle();
  expect(ended).toBe(halted);
});
