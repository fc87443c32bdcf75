import type { AlarmCondition } from '../../drivers/index.js';
import type { AlarmPort } from '../devices/device.js';
import type { Refusal } from './drain/drain.js';
import type { Gap, OutboxRecord, OutboxReport, OutboxStats } from './outbox/outbox.js';
import type { LinkDown } from './session/connection.js';

/** Alarm types the gateway itself can raise when it has an uplink; texts are in the catalogue. */
export const uplinkAlarmTypes = [
  'uplink-down',
  'uplink-refused',
  'uplink-taken-over',
  'uplink-message-refused',
  'uplink-dead-letter',
  'outbox-nearly-full',
  'outbox-evicted',
  'outbox-write-failed',
] as const;
type UplinkAlarmType = (typeof uplinkAlarmTypes)[number];

/** Types that no later report takes back when an earlier start of the gateway left them raised. */
const overByThemselves: readonly UplinkAlarmType[] = [
  'uplink-message-refused',
  'uplink-dead-letter',
  'outbox-evicted',
  'outbox-write-failed',
];

/** Share of its bound from which the outbox counts as nearly full, and below which no more. */
const nearlyFull = { from: 0.8, until: 0.75 };

/**
 * What the uplink sees, as alarm conditions of the gateway. The outbox is open before there are alarms: what it reports
 * until the first look at its `filling` waits for that.
 */
export function createUplinkAlarms(alarms: AlarmPort) {
  let early: AlarmCondition[] | undefined = overByThemselves.map((type) => ({ type, active: false }));
  let isNearlyFull = false;
  const refusals = new Map<'outbox' | 'present', Refusal>();
  const say = (type: UplinkAlarmType, active: boolean, detail?: string) => {
    const condition = detail === undefined ? { type, active } : { type, active, detail };
    if (early) early.push(condition);
    else alarms.condition('gateway', condition);
  };
  /** Something that happens rather than lasts: the catalogue's off-delay keeps it raised. */
  const happened = (type: UplinkAlarmType, detail: string) => {
    say(type, true, detail);
    say(type, false);
  };
  const sayEarly = () => {
    for (const condition of early ?? []) alarms.condition('gateway', condition);
    early = undefined;
  };
  return {
    up(): void {
      say('uplink-down', false);
      say('uplink-refused', false);
      say('uplink-taken-over', false);
    },

    down({ error }: LinkDown): void {
      say('uplink-down', true, error.message);
      if (error.code === 'UPLINK_REFUSED') say('uplink-refused', true, error.message);
      else say('uplink-refused', false);
      if (error.code === 'UPLINK_TAKEN_OVER') say('uplink-taken-over', true, error.message);
    },

    /** `of`: messages of the outbox, or states. */
    refused(of: 'outbox' | 'present', refusal: Refusal | undefined): void {
      if (refusal) refusals.set(of, refusal);
      else refusals.delete(of);
      const [first] = refusals.values();
      if (first) say('uplink-message-refused', true, `${first.topic}: ${first.reason}`);
      else say('uplink-message-refused', false);
    },

    deadLetter({ topic }: OutboxRecord, reason: string): void {
      happened('uplink-dead-letter', `${topic}: ${reason}`);
    },

    outbox(report: OutboxReport): void {
      if (report.kind === 'refusing') say('outbox-write-failed', true, report.error.message);
      if (report.kind === 'accepting') say('outbox-write-failed', false);
      if (report.kind === 'evicted') happened('outbox-evicted', gapText(report.gap));
    },

    filling({ bytes, limitBytes }: OutboxStats): void {
      sayEarly();
      const { from, until } = nearlyFull;
      const wasNearlyFull = isNearlyFull;
      isNearlyFull = bytes >= limitBytes * (wasNearlyFull ? until : from);
      // Said once: every new figure would be a write to the disk that is running full.
      const detail = `${Math.round(from * 100)} % of ${megabytes(limitBytes)} MB reached`;
      say('outbox-nearly-full', isNearlyFull, isNearlyFull && !wasNearlyFull ? detail : undefined);
    },
  };
}

export type UplinkAlarms = ReturnType<typeof createUplinkAlarms>;

function gapText({ chain, count, from, to, reason }: Gap): string {
  const time = (ms: number) => new Date(ms).toISOString();
  return `${count} ${chain} messages of ${time(from)} to ${time(to)} dropped (${reason})`;
}

/** MB as the configuration counts them. */
function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}
