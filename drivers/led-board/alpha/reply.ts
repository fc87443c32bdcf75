import type { ReplyDecoder } from '../../transport/transaction.js';
import { SignDecoder } from './packet.js';
import { modes, positions, type Question, replyPrefix } from './request.js';

/** What a sign made of a request; `content` is what stands behind the label in the reply to a question. */
export type Reply =
  | { readonly accepted: true; readonly content: string }
  | { readonly accepted: false; readonly status: number };

/** Waits for the file or value that was asked for, or a NAK. Replies do not say which sign they come from. */
export function answerDecoder(question: Question): ReplyDecoder<Reply> {
  const prefix = replyPrefix(question);
  const decoder = new SignDecoder();
  return (chunk) => {
    for (const said of decoder.push(chunk)) {
      if (said.kind === 'nak') return { accepted: false, status: said.status };
      if (said.kind === 'reply' && said.command.startsWith(prefix)) {
        return { accepted: true, content: said.command.slice(prefix.length) };
      }
    }
    return undefined;
  };
}

/** Waits for ACK or NAK. */
export function acknowledgeDecoder(): ReplyDecoder<Reply> {
  const decoder = new SignDecoder();
  return (chunk) => {
    for (const said of decoder.push(chunk)) {
      if (said.kind === 'ack') return { accepted: true, content: '' };
      if (said.kind === 'nak') return { accepted: false, status: said.status };
    }
    return undefined;
  };
}

/** Text and mode of a TEXT file; position and mode codes are not part of the text, what else cannot be seen is "?". */
export function readText(content: string): { readonly text: string; readonly isFlashing: boolean } {
  return {
    text: visible(content.replace(/\x1b.{2}/gs, '')),
    isFlashing: Object.values(positions).some((position) => content.startsWith(`\x1b${position}${modes.flash}`)),
  };
}

/** A file may hold what other hosts wrote. */
export function visible(content: string): string {
  return content.replace(/[^\x20-\x7e]/g, '?');
}
