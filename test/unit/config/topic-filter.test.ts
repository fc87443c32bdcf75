import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { topicFilterFault } from '../../../gateway/config/topic-filter.js';

describe('an MQTT topic filter (MQTT 5.0 section 4.7)', () => {
  test.each(['a', '/', '//', '/a', 'a/', '#', '+', '+/+', '+/a/#', 'queue/#', '/#', 'a b/队列', 'a/$b', ' '])(
    '%j is one',
    (filter) => {
      expect(topicFilterFault(filter)).toBeUndefined();
    },
  );

  test.each([
    ['', 'at least one character'],
    ['a#', '# only as its whole last level'],
    ['#a', '# only as its whole last level'],
    ['#/', '# only as its whole last level'],
    ['a/#/b', '# only as its whole last level'],
    ['##', '# only as its whole last level'],
    ['+#', '# only as its whole last level'],
    ['a+', '+ only as a whole level'],
    ['a/++/b', '+ only as a whole level'],
    ['$SYS/broker', 'does not start with $'],
    ['$share/group/a', 'does not start with $'],
    ['a\u0000b', 'without control characters'],
    ['a\nb', 'without control characters'],
    ['a\u0085', 'without control characters'],
  ])('%j is none: %s', (filter, why) => {
    expect(topicFilterFault(filter)).toContain(why);
  });

  test('is at most 65535 bytes long, and characters may have several', () => {
    expect(topicFilterFault('a'.repeat(65_535))).toBeUndefined();
    expect(topicFilterFault('a'.repeat(65_536))).toContain('65535 bytes');
    expect(topicFilterFault('队'.repeat(21_845))).toBeUndefined();
    expect(topicFilterFault(`${'队'.repeat(21_845)}a`)).toContain('65535 bytes');
  });

  test('of sound levels is always one', () => {
    const level = fc.oneof(fc.constant('+'), fc.stringMatching(/^[a-z0-9-]{0,8}$/));
    const filter = fc
      .tuple(fc.array(level, { minLength: 1, maxLength: 8 }), fc.boolean())
      .map(([levels, rest]) => [...levels, ...(rest ? ['#'] : [])].join('/'))
      .filter((text) => text !== '');
    fc.assert(fc.property(filter, (text) => topicFilterFault(text) === undefined));
  });
});
