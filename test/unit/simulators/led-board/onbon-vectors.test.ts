import { describe, expect, it } from 'vitest';
import { hex } from '../../../support/hex.js';
import { createBoard, show } from './board.js';
import { vectors } from './vectors.js';

const { O16: ack, O19: unknownCommand } = vectors;

/** Each published request to screen 1: the answer, and what somebody sees then who saw `B002` before. */
const requests = [
  ['O1', ack, ['B002', '']],
  ['O3', ack, ['', '']],
  ['O4', ack, ["012345QRSTTV'B", '']],
  ['O5', unknownCommand, ['B002', '']],
  ['O6', unknownCommand, ['B002', '']],
  ['O7', unknownCommand, ['B002', '']],
  ['O8', ack, ['B002', '']],
  ['O9', ack, ['', '']],
  ['O11', ack, ['A001', '']],
  ['O12', ack, ['请A001号到3号窗', '']],
  ['O13', ack, ['□Z□[A', '']],
  ['O14', ack, ['', '']],
  ['O15', ack, ['B002', '']],
  ['O22', ack, ['', '']],
  ['alteredO4', vectors.O17, ['B002', '']],
] as const;

const showB002 = show({ text: 'B002' });

describe('the published requests', () => {
  it.each(requests)('%s is answered and done', (name, answer, text) => {
    const { ask, order, view } = createBoard({ width: 192 });
    order(...showB002);
    expect(ask(vectors[name])).toBe(answer);
    expect(view().text).toEqual(text);
  });

  it.each(requests)('%s is the same in two reads, wherever it is cut, escapes too', (name, answer, text) => {
    const bytes = hex(vectors[name]);
    for (let cut = 1; cut < bytes.length; cut++) {
      const { host, order, view } = createBoard({ width: 192 });
      order(...showB002);
      host.forget();
      host.send(bytes.subarray(0, cut));
      expect(host.heard()).toBe('');
      host.send(bytes.subarray(cut));
      expect(host.heard()).toBe(answer);
      expect(view().text).toEqual(text);
    }
  });
});
