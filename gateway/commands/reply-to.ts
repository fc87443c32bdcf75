import { GatewayError } from '../../drivers/index.js';
import { identifierAllowed } from '../card-numbers/identifiers.js';
import { hasCardNumber } from '../card-numbers/mask.js';
import type { ReplyTo } from './incoming.js';
import type { JournalEntry } from './journal.js';

/** Longest correlation data that comes back, bytes. */
const mostCorrelationBytes = 255;
const mostTopicBytes = 256;

/**
 * Throws COMMAND_MALFORMED when replies must not go there: a topic nobody can publish to, or one on which only the
 * gateway's own state is expected. `root` is the gateway's own part of the tree.
 */
export function assertReplyTo({ topic, correlation }: ReplyTo, root: string): void {
  const refuse = (field: string, allowed: string) =>
    new GatewayError('COMMAND_MALFORMED', `${field}: allowed: ${allowed}`, { field });
  const bytes = Buffer.byteLength(topic);
  const isOurs = (topic === root || topic.startsWith(`${root}/`)) && !topic.startsWith(`${root}/reply/`);
  if (bytes < 1 || bytes > mostTopicBytes || /[+#\0]/.test(topic) || topic.startsWith('$') || isOurs) {
    throw refuse(
      'responseTopic',
      `a topic of 1 to ${mostTopicBytes} bytes without + and #, not under $ and not under ${root}/ except ${root}/reply/`,
    );
  }
  // Both are kept and come back as they are.
  if (hasCardNumber(topic)) throw refuse('responseTopic', identifierAllowed);
  if (correlation && hasCardNumber(Buffer.from(correlation).toString('latin1'))) {
    throw refuse('correlationData', identifierAllowed);
  }
  if (correlation && correlation.length > mostCorrelationBytes) {
    throw refuse('correlationData', `at most ${mostCorrelationBytes} bytes`);
  }
}

export function rememberedReplyTo({ topic, correlation }: ReplyTo): NonNullable<JournalEntry['replyTo']> {
  return correlation ? { topic, correlation: Buffer.from(correlation).toString('base64') } : { topic };
}

export function recalledReplyTo(remembered: JournalEntry['replyTo']): ReplyTo | undefined {
  if (!remembered) return undefined;
  const { topic, correlation } = remembered;
  return correlation === undefined ? { topic } : { topic, correlation: Buffer.from(correlation, 'base64') };
}
