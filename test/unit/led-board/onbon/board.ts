import type { z } from 'zod';
import type { BranchHours } from '../../../../drivers/branch-hours.js';
import type { AlarmCondition } from '../../../../drivers/driver.js';
import { BoardSession } from '../../../../drivers/led-board/board/session.js';
import { onbonOptions } from '../../../../drivers/led-board/onbon/options.js';
import { OnbonPanel } from '../../../../drivers/led-board/onbon/panel.js';
import type { BusMember } from '../../../../drivers/transport/transaction.js';
import { settle, VirtualClock } from '../../../support/virtual-clock.js';
import { TestLine } from './test-card.js';

export interface BoardSetup {
  readonly options?: z.input<typeof onbonOptions>;
  readonly language?: 'zh' | 'en';
  /** What an earlier session left. */
  readonly stored?: unknown;
  readonly clock?: VirtualClock;
  readonly save?: (value: unknown) => Promise<void>;
  readonly event?: () => Promise<void>;
  readonly hours?: BranchHours;
  /** Its place on a line; a test line of its own when left out. */
  readonly link?: BusMember;
}

/** A session on a test card, with all it reports. */
export function openBoard({
  options = {},
  language = 'zh',
  stored,
  clock = new VirtualClock(),
  save,
  event,
  hours,
  link,
}: BoardSetup = {}) {
  const line = new TestLine(clock);
  const state: Record<string, unknown> = {};
  const states: Record<string, unknown>[] = [];
  const alarms: AlarmCondition[] = [];
  const events: { name: string; data: Record<string, unknown> }[] = [];
  const warnings: string[] = [];
  const saved: unknown[] = [];
  const stop = new AbortController();
  const context = {
    deviceId: 'board-1',
    options: onbonOptions.parse(options),
    link: link ?? line,
    clock,
    random: () => 0.5,
    logger: { debug: () => {}, info: () => {}, warn: (message: string) => warnings.push(message) },
    signal: stop.signal,
    language,
    hours,
    timezone: 'Asia/Shanghai',
    file: () => Promise.reject(new Error('no files in this world')),
    state(patch: Record<string, unknown>) {
      Object.assign(state, patch);
      states.push(structuredClone(patch));
    },
    alarm: (condition: AlarmCondition) => alarms.push(condition),
    suppress: () => {},
    measurement: () => {},
    event: async (name: string, data: Record<string, unknown>) => {
      await event?.();
      events.push({ name, data });
    },
    memory: {
      load: () => stored,
      save: async (value: unknown) => {
        await save?.(value);
        saved.push(structuredClone(value));
      },
      records: { load: () => new Map(), put: () => Promise.reject(new Error('no records in this world')) },
    },
  };
  const session = new BoardSession(context, new OnbonPanel(context));
  return {
    session,
    line,
    card: line.card,
    clock,
    state,
    states,
    alarms,
    events,
    warnings,
    saved,
    stop: () => stop.abort(),
    /** The last said about an alarm. */
    alarm: (type: string) => alarms.findLast((condition) => condition.type === type),
  };
}

export type Board = ReturnType<typeof openBoard>;

/** One that is identified and has nothing on its glass. */
export async function readyBoard(setup: BoardSetup = {}): Promise<Board> {
  const board = openBoard(setup);
  await board.session.identify();
  board.card.received.length = 0;
  board.line.asked.length = 0;
  board.states.length = 0;
  board.alarms.length = 0;
  return board;
}

/** The outcome of `work` while the clock runs on. */
export async function inTime<T>(board: Board, work: Promise<T>, ms: number): Promise<T> {
  work.catch(() => undefined);
  await board.clock.advance(ms);
  await settle();
  return work;
}
