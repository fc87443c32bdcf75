import { describe, expect, test } from 'vitest';
import { type Escalation, escalated, type Facts, type Owed, planned, told } from '../../../gateway/duty/escalation.js';

const minute = 60_000;
const waits = { acknowledgeMs: 10 * minute, managerMs: 15 * minute, centralMs: 30 * minute, repeatMs: 240 * minute };
const central = { step: 'central' } as const;
const manager = { step: 'manager', person: 'chen' } as const;
const raised: Facts = {
  raised: true,
  hidden: false,
  acknowledged: false,
  urgent: false,
  dueAt: undefined,
  seats: [{ step: 'a', person: 'zhang' }, { step: 'b', person: 'li' }, manager, central],
  overseers: [manager, central],
  waits,
};

/** An alarm whose owed are told at once, as long as it is not quiet; minutes since the start. */
class Course {
  escalation: Escalation | undefined;
  readonly log: string[] = [];
  quiet = false;
  now = 0;

  at(minutes: number, facts: Partial<Facts> = {}): this {
    for (; this.now <= minutes * minute; this.now += minute) this.#look({ ...this.facts, ...facts });
    this.now = minutes * minute;
    this.facts = { ...this.facts, ...facts };
    return this;
  }
  facts = raised;

  next(): string[] {
    return this.escalation
      ? planned(this.escalation, this.facts, this.now).map(
          (each) => `${each.at / minute} ${each.reason} ${each.seats.map(({ step }) => step)}`,
        )
      : [];
  }

  #look(facts: Facts): void {
    this.escalation = escalated(this.escalation, facts, this.now, this.quiet);
    expect(escalated(this.escalation, facts, this.now, this.quiet)).toBe(this.escalation);
    if (this.quiet && !facts.urgent) return;
    for (const owed of this.escalation?.owed ?? []) this.#tell(owed);
  }

  #tell(owed: Owed): void {
    this.log.push(`${this.now / minute} ${owed.reason} ${owed.step}${owed.person ? ` ${owed.person}` : ''}`);
    this.escalation = told(this.escalation!, owed, this.now);
  }
}

const ladder = [
  '0 raised a zhang',
  '10 not-acknowledged b li',
  '25 not-acknowledged manager chen',
  '55 not-acknowledged central',
];

describe('while nobody acknowledges', () => {
  test('A, B, the duty manager and central are told in turn, each after its wait', () => {
    expect(new Course().at(60).log).toEqual(ladder);
  });

  test('then all of them again every four hours', () => {
    const { log } = new Course().at(600);
    expect(log.slice(4)).toEqual(
      [295, 535].flatMap((at) => ['a zhang', 'b li', 'manager chen', 'central'].map((who) => `${at} reminder ${who}`)),
    );
  });

  test('or never again', () => {
    expect(new Course().at(2_000, { waits: { ...waits, repeatMs: undefined } }).log).toEqual(ladder);
  });

  test('without B, the manager comes when A has not acknowledged', () => {
    const seats = raised.seats.filter(({ step }) => step !== 'b');
    expect(new Course().at(41, { seats }).log).toEqual([
      '0 raised a zhang',
      '10 not-acknowledged manager chen',
      '40 not-acknowledged central',
    ]);
  });

  test('with nobody on duty, central hears of it at once', () => {
    expect(new Course().at(60, { seats: [central], overseers: [central] }).log).toEqual(['0 raised central']);
  });

  test('where central is not wanted, the manager is the last', () => {
    const quietCentre = { ...waits, centralMs: undefined };
    expect(new Course().at(100, { waits: quietCentre }).log).toEqual(ladder.slice(0, 3));
    expect(new Course().at(100, { waits: quietCentre, seats: [central], overseers: [central] }).log).toEqual([]);
  });
});

describe('an acknowledgement', () => {
  test.each([1, 2, 3, 4])('after step %d ends the asking', (count) => {
    const at = Number(ladder[count - 1]!.split(' ')[0]);
    const course = new Course().at(at).at(1_000, { acknowledged: true });
    expect(course.log).toEqual(ladder.slice(0, count));
    expect(course.next()).toEqual([]);
  });

  test('before anybody was told, nobody is', () => {
    const course = new Course();
    course.quiet = true;
    course.at(5);
    expect(course.escalation?.owed).toEqual([{ step: 'a', person: 'zhang', reason: 'quiet-hours-over' }]);
    course.at(6, { acknowledged: true });
    course.quiet = false;
    expect(course.at(100).log).toEqual([]);
  });

  test('does not stop the limit: the manager is told once, then central', () => {
    const course = new Course().at(2).at(500, { acknowledged: true, dueAt: 120 * minute });
    expect(course.log).toEqual(['0 raised a zhang', '120 overdue manager chen', '150 overdue central']);
  });

  test('the manager who is A is told that it is late', () => {
    const seats = [{ step: 'a', person: 'chen' }, central] as const;
    const course = new Course().at(2, { seats }).at(121, { acknowledged: true, dueAt: 120 * minute });
    expect(course.log).toEqual(['0 raised a chen', '120 overdue manager chen']);
  });

  test('is not late before the first has been asked and has had time', () => {
    const { log } = new Course().at(200, { hidden: true, dueAt: 120 * minute }).at(230, { hidden: false });
    expect(log).toEqual([
      '200 raised a zhang',
      '210 not-acknowledged b li',
      '210 overdue manager chen',
      '225 not-acknowledged manager chen',
    ]);
  });

  test('without a manager the limit is central business at once', () => {
    const course = new Course().at(500, { acknowledged: true, dueAt: 120 * minute, overseers: [central] });
    expect(course.log).toEqual(['120 overdue central']);
  });
});

describe('the end', () => {
  test.each([1, 2, 3, 4])('after step %d is told to those who knew, once', (count) => {
    const at = Number(ladder[count - 1]!.split(' ')[0]);
    const course = new Course().at(at + 1).at(at + 500, { raised: false });
    const informed = ladder.slice(0, count).map((line) => line.split(' ').slice(2).join(' '));
    expect(course.log.slice(count)).toEqual(informed.map((who) => `${at + 1} cleared ${who}`));
    expect(course.escalation).toBeUndefined();
  });

  test('is told to the manager who was told only that it is late', () => {
    const course = new Course().at(121, { acknowledged: true, dueAt: 120 * minute }).at(130, { raised: false });
    expect(course.log).toEqual(['120 overdue manager chen', '121 cleared manager chen']);
  });

  test('of what nobody knew is told to nobody', () => {
    const course = new Course();
    course.quiet = true;
    course.at(5).at(10, { raised: false });
    course.quiet = false;
    expect(course.at(20).log).toEqual([]);
    expect(course.escalation).toBeUndefined();
  });

  test('raised again before anybody heard of the end, it goes on with the next person', () => {
    const course = new Course().at(5);
    course.quiet = true;
    course.at(8, { raised: false }).at(9, { raised: true });
    course.quiet = false;
    expect(course.at(20).log).toEqual(['0 raised a zhang', '18 not-acknowledged b li']);
  });

  test('raised again after that, it begins with A', () => {
    const { log } = new Course().at(5).at(8, { raised: false }).at(9, { raised: true });
    expect(log).toEqual(['0 raised a zhang', '5 cleared a zhang', '8 raised a zhang']);
  });
});

describe('what is kept from people', () => {
  test('is told to nobody, and begins with A when it no longer is', () => {
    const { log } = new Course().at(100, { hidden: true }).at(101, { hidden: false });
    expect(log).toEqual(['100 raised a zhang']);
  });

  test('stops in the middle, begins anew afterwards', () => {
    const course = new Course().at(12).at(100, { hidden: true });
    expect(course.next()).toEqual([]);
    expect(course.at(101, { hidden: false }).log).toEqual([...ladder.slice(0, 2), '100 raised a zhang']);
  });

  test('is over for those who knew before, too', () => {
    const { log } = new Course().at(5).at(100, { hidden: true }).at(101, { raised: false });
    expect(log).toEqual(['0 raised a zhang', '100 cleared a zhang']);
  });
});

describe('quiet hours', () => {
  test('hold the first word back until they end, and say why it comes so late', () => {
    const course = new Course();
    course.quiet = true;
    course.at(600);
    course.quiet = false;
    expect(course.at(611).log).toEqual(['600 quiet-hours-over a zhang', '610 not-acknowledged b li']);
  });

  test('hold back nothing urgent', () => {
    const course = new Course();
    course.quiet = true;
    expect(course.at(11, { urgent: true }).log).toEqual(ladder.slice(0, 2));
  });

  test('end for an alarm that becomes urgent', () => {
    const course = new Course();
    course.quiet = true;
    expect(course.at(5).at(6, { urgent: true }).log).toEqual(['5 raised a zhang']);
  });
});

describe('a worse severity', () => {
  const hasty = { ...waits, acknowledgeMs: 3 * minute };

  test('asks the next person sooner, and nobody twice', () => {
    expect(new Course().at(5).at(10, { waits: hasty }).log).toEqual(['0 raised a zhang', '5 not-acknowledged b li']);
    expect(new Course().at(1).at(4, { waits: hasty }).log).toEqual(['0 raised a zhang', '3 not-acknowledged b li']);
  });
});

test('what comes next is known before it comes', () => {
  const course = new Course().at(11, { dueAt: 20 * minute });
  expect(course.next()).toEqual(['20 overdue manager', '25 not-acknowledged manager']);
});
