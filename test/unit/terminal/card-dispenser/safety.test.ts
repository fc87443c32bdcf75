import { afterEach, expect, it } from 'vitest';
import { flagNames } from '../../../../simulators/terminal/card-dispenser-mechanism.js';
import { toHex } from '../../../support/hex.js';
import { type ModuleStand, moduleStand } from '../module-stand.js';

const stands: ModuleStand[] = [];
afterEach(async () => {
  for (const stand of stands.splice(0)) await stand.end();
});

type Step = (stand: ModuleStand) => unknown;
const act =
  (name: string, args: Record<string, unknown> = {}): Step =>
  (stand) =>
    stand.act(name, args);
const knob = (name: string, value: unknown, off: unknown): readonly [Step, Step] => [
  (stand) => stand.simulator.setFaults({ [name]: value }),
  (stand) => stand.simulator.setFaults({ [name]: off }),
];

/** What goes wrong, and what puts it right. */
const troubles: readonly (readonly [Step, Step])[] = [
  ...['jam', 'fail', 'bin-full', 'halt'].map((name) => [act(name), act(name, { on: false })] as const),
  [act('hopper-low'), act('load')],
  [act('hopper-empty'), act('load')],
  ...['at-read', 'at-take'].map((at) => [act('card', { at }), act('card', { at: 'none' })] as const),
  ...['dispensing', 'calling-back'].map((is) => [act('motion', { is }), act('motion', { is: 'still' })] as const),
  ...flagNames.flat().map((flag) => [act('force-flags', { flags: [flag] }), act('unforce')] as const),
  [act('force-flags', { flags: flagNames.flat() }), act('unforce')],
  ...['nak', 'busy', 'no-reply', 'wrong-bcc', 'wrong-reply'].map(
    (name) => [act(name, { times: 30 }), act(name, { times: 0 })] as const,
  ),
  [act('power-cycle'), act('take-card')],
  knob('silent', true, false),
  knob('lateMs', 900, 0),
  knob('splitBytes', 1, 0),
  knob('garbageBytes', 8, 0),
  knob('flipBit', true, false),
  knob('echo', true, false),
  knob('unplugged', true, false),
];

it('an hour with every fault in turn: RF, PB, GV and the ENQ behind each, and nothing that moves a card', async () => {
  const stand = await moduleStand('card-dispenser', { mode: 'owner' });
  stands.push(stand);
  const eachMs = 3_600_000 / troubles.length;
  for (const [begin, end] of troubles) {
    await begin(stand);
    await stand.ms(eachMs * 0.7);
    await end(stand);
    await stand.ms(eachMs * 0.3);
  }
  const sent = stand.wire.sent.map(toHex);
  expect(sent.length).toBeGreaterThan(500);
  const questions = ['02 52 46 03 15', '02 50 42 03 13', '02 47 56 03 10'];
  expect(sent.filter((each) => each !== '05' && !questions.includes(each))).toEqual([]);
  expect(sent.filter((each, at) => each === '05' && !questions.includes(sent[at - 1] ?? ''))).toEqual([]);
  expect(new Set(sent)).toEqual(new Set([...questions, '05']));
  // ST, DC and CP stand nowhere, not even across two writes.
  for (const letters of ['53 54', '44 43', '43 50']) expect(sent.join(' ')).not.toContain(`02 ${letters} 03`);
  const view = stand.view();
  expect([view['tripwires'], view['cards'], view['card'], view['last']]).toEqual([[], 200, 'none', 'none']);
  expect(new Set(stand.records().map((each) => `${each['alarm-type-id']}/${each['alarm-type-qualifier']}`))).toEqual(
    new Set([
      'card-dispenser-empty-or-low/',
      'card-dispenser-empty-or-low/jam',
      'card-dispenser-empty-or-low/fail',
      'card-jammed-or-retained-bin-full/',
      'terminal-module-unreachable/',
    ]),
  );
});
