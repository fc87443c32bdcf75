import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilters } from '../../../gateway/broker/topic-filter.js';

const fits = (filter: string, topic: string) => compileFilters([{ filter, chain: 'yes' }])(topic) === 'yes';

/** MQTT 3.1.1 section 4.7 read word by word, with no thought of speed. */
function naively(filter: string[], topic: string[], isFirst = true): boolean {
  const [level, ...filterRest] = filter;
  const [name, ...topicRest] = topic;
  if (level === undefined) return name === undefined;
  if (level === '#') return !(isFirst && name?.startsWith('$'));
  if (name === undefined) return false;
  if (level === '+' ? isFirst && name.startsWith('$') : level !== name) return false;
  if (topicRest.length === 0 && filterRest.length === 1 && filterRest[0] === '#') return true;
  return naively(filterRest, topicRest, false);
}

const name = fc.constantFrom('a', 'b', '', '$x', 'queue');
const topic = fc.array(name, { minLength: 1, maxLength: 5 });
const filter = fc
  .tuple(fc.array(fc.oneof(name, fc.constant('+')), { maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => (open || levels.length === 0 ? [...levels, '#'] : levels));

describe('which topics go to the centre', () => {
  it.each([
    ['queue/tickets', 'queue/tickets', true],
    ['queue/tickets', 'queue/ticket', false],
    ['queue/+', 'queue/tickets', true],
    ['queue/+', 'queue/tickets/1', false],
    ['queue/+', 'queue', false],
    ['queue/+', 'queue/', true],
    ['+/tickets', '/tickets', true],
    ['queue/#', 'queue/tickets/1', true],
    ['queue/#', 'queue', true],
    ['queue/#', 'queues', false],
    ['queue/+/#', 'queue/1', true],
    ['queue/+/#', 'queue', false],
    ['#', 'anything/at/all', true],
    ['#', '$SYS/uptime', false],
    ['+/uptime', '$SYS/uptime', false],
    ['$SYS/#', '$SYS/uptime', true],
    ['queue/#', 'queue/$odd', true],
    ['/queue', 'queue', false],
  ])('%s and %s: %s', (filterText, topicText, expected) => {
    expect(fits(filterText, topicText)).toBe(expected);
  });

  it('is what the standard says, for any filter and topic', () => {
    fc.assert(
      fc.property(filter, topic, (filterLevels, topicLevels) => {
        expect(fits(filterLevels.join('/'), topicLevels.join('/'))).toBe(naively(filterLevels, topicLevels));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is decided by the first filter that fits', () => {
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 5 }), fc.array(topic, { maxLength: 20 }), (filters, topics) => {
        const chainOf = compileFilters(filters.map((levels, chain) => ({ filter: levels.join('/'), chain })));
        for (const levels of topics) {
          const first = filters.findIndex((each) => naively(each, levels));
          expect(chainOf(levels.join('/'))).toBe(first < 0 ? undefined : first);
        }
      }),
    );
  });

  it('is the same the second time, and after thousands of other topics', () => {
    const chainOf = compileFilters([
      { filter: 'queue/+/ticket', chain: 'event' },
      { filter: 'queue/#', chain: 'telemetry' },
    ]);
    const answers = () => [chainOf('queue/1/ticket'), chainOf('queue/1'), chainOf('hall/1')];
    expect(answers()).toEqual(['event', 'telemetry', undefined]);
    expect(answers()).toEqual(['event', 'telemetry', undefined]);
    for (let i = 0; i < 5_000; i++) expect(chainOf(`hall/${i}`)).toBeUndefined();
    expect(answers()).toEqual(['event', 'telemetry', undefined]);
  });

  it('is nothing where nothing is forwarded', () => {
    expect(compileFilters([])('queue/tickets')).toBeUndefined();
  });
});
