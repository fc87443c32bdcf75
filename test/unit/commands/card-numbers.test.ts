import { describe, expect, it } from 'vitest';
import { judgePublish } from '../../../gateway/broker/access.js';
import { assertReplyTo } from '../../../gateway/commands/reply-to.js';
import { parseRequest } from '../../../gateway/commands/request.js';
import { topicsOf } from '../../../gateway/messages/topics.js';

const card = '4111111111111111';
const masked = '************1111';
const parse = (request: unknown) => parseRequest(Buffer.from(JSON.stringify(request)));
const topics = topicsOf({ branchId: 'b1', gatewayId: 'gw1' });

describe('a request', () => {
  it('has its notes masked before anybody sees them', () => {
    const args = { note: `吞卡 ${card}`, count: Number(card), [card]: 1 };
    expect(parse({ id: 'a', args })).toMatchObject({
      ok: true,
      request: { args: { note: `吞卡 ${masked}`, count: masked, [masked]: 1 } },
    });
  });

  it('keeps its identifiers to the letter', () => {
    const args = { ticketId: '1764112345673', qr: 'https://x/?t=20261126000012345678' };
    expect(parse({ id: '1764112345673', args })).toMatchObject({ ok: true, request: { id: '1764112345673', args } });
  });

  it.each([
    ['id', { id: card, args: {} }, masked, 'COMMAND_MALFORMED'],
    ['args.ticketId', { id: 'a', args: { ticketId: `t-${card}` } }, 'a', 'COMMAND_ARGS_INVALID'],
    ['args.qr', { id: 'a', args: { qr: `https://x/${card}` } }, 'a', 'COMMAND_ARGS_INVALID'],
  ])('with a card number as %s is refused, and told so without it', (field, request, id, code) => {
    const parsed = parse(request);
    expect(parsed).toMatchObject({ ok: false, id, error: { code, field } });
    expect(JSON.stringify(parsed) + String('error' in parsed && parsed.error.message)).not.toContain(card);
  });

  it('that is cut short is answered under its masked id', () => {
    expect(parseRequest(Buffer.from(`{"id":"${card}","args":{`))).toMatchObject({ ok: false, id: masked });
  });
});

describe('a way back', () => {
  it.each([
    ['responseTopic', { topic: `answers/${card}` }],
    ['correlationData', { topic: 'answers/x', correlation: Buffer.from(card) }],
  ])('with a card number as %s is refused', (field, replyTo) => {
    expect(() => assertReplyTo(replyTo, topics.root)).toThrow(expect.objectContaining({ field }));
  });

  it('with a time is none of these', () => {
    expect(() => assertReplyTo({ topic: 'answers/1764112345673' }, topics.root)).not.toThrow();
  });
});

it.each([`queue/${card}`, `${topics.root}/command/${card}/print`])('nobody may publish to %s', (topic) => {
  expect(judgePublish(topics, topic, true)).toEqual({
    kind: 'refuse',
    reason: expect.stringContaining(masked),
  });
});
