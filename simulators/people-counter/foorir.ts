import { z } from 'zod';
import { action, parse } from '../action.js';
import { createDevice, type Device } from '../device.js';
import { noise } from '../noise.js';
import type { World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { type Counts, createDoorway, type Direction, type Truth } from './doorway.js';
import { type FoorirAnswer, type FoorirSettings, readAnswer, stampOf } from './foorir-answer.js';
import { command, createFrameDecoder, encodeFrame, everyId, type FoorirFrame } from './foorir-codec.js';
import { createDialler } from './foorir-dialler.js';
import { createPeriodRecords } from './foorir-records.js';
import { createUploader } from './foorir-uploader.js';

export const foorirOptions = z.strictObject({
  serialNumber: z
    .string()
    .regex(/^[A-Za-z0-9]{1,32}$/)
    .default('1952307280269'),
  version: z.string().default('V1.0-EN'),
  model: z.string().default('HX-NBI'),
  recordMinutes: z.int().min(1).max(5).default(5).describe('minutes of one record, until a platform says another'),
  uploadMinutes: z
    .int()
    .min(1)
    .max(60)
    .default(60)
    .describe('minutes between two uploads, until a platform says another'),
  capacity: z.int().min(1).max(10_000).default(432).describe('records it keeps unanswered; then the oldest is lost'),
  utcOffsetMinutes: z.int().min(-840).max(840).default(480).describe('what its clock shows more than UTC, minutes'),
  host: z.string().default('127.0.0.1').describe('whom it calls'),
  port: z.int().min(1).max(65_535).optional().describe('and where; absent = it calls nobody and can only be called'),
  redialSeconds: z.number().min(0.05).max(3_600).default(30).describe('s between the end of a call and the next'),
  answerSeconds: z.number().min(0.05).max(600).default(10).describe('s until an answer is given up and the call ended'),
});

export interface FoorirView {
  readonly connected: boolean;
  /** Records that wait for an answer. */
  readonly waiting: number;
  /** People in records that wait and in the period that runs: what it still knows and no platform has confirmed. */
  readonly unread: Counts;
  /** People it had counted and forgot before any platform confirmed them. */
  readonly lost: Counts;
  /** Its clock, yyyyMMddHHmmss. */
  readonly clock: string;
  readonly settings: FoorirSettings;
  /** Answers with something that is not allowed, and those that refused what was sent. */
  readonly badAnswers: number;
  readonly refusals: number;
  readonly truth: Truth;
}

const fromDevice = 0x02;
const minuteMs = 60_000;
const counted: Readonly<Record<Direction, readonly number[]>> = { in: [0, 1], out: [0, 2] };

/**
 * A Foorir / HX-HE2 infrared counter. It calls the platform, says who passed in each period, and keeps saying it until it
 * is answered; the answer sets its clock and its periods. Records outlive a power cut, the period that runs does not: what
 * the sources leave open is taken for the harder case.
 */
export function createFoorir(world: World, options: z.input<typeof foorirOptions> = {}): Device<FoorirFrame> {
  const { serialNumber, version, model, capacity, utcOffsetMinutes, host, port, ...more } = parse(
    foorirOptions,
    options,
  );
  const { clock, random } = world;
  const timers = createTimers(clock);
  const records = createPeriodRecords(capacity);
  const dialler = port === undefined ? undefined : createDialler({ host, port });
  const health = { rxLow: false, txLow: false, blocked: false, frozen: false };
  let settings: FoorirSettings = {
    ...{ open: '0000', close: '2359', direction: 0 },
    ...{ uploadMinutes: more.uploadMinutes, recordMinutes: more.recordMinutes },
  };
  /** ms that its clock shows more than UTC. */
  let wallOffset = utcOffsetMinutes * minuteMs;
  let sinceUpload = 0;
  let connections = 0;
  let badAnswers = 0;
  let refusals = 0;

  const stamp = () => stampOf(clock.now() + wallOffset);
  const condition = () => [health.rxLow ? 0 : 1, health.txLow ? 0 : 1, health.blocked ? 0 : 1, version, model];
  const say = (code: number, fields: readonly (string | number)[]) => {
    const id = device.faults.wrongAddress ? [...everyId.slice(0, 3), 0xfe] : everyId;
    device.send(encodeFrame({ id, command: code, parameter: fromDevice, data: fields.join(',') }));
  };
  const uploader = createUploader({
    ...{ timers, records, answerMs: more.answerSeconds * 1_000 },
    sayCounts: (record) =>
      say(command.counts, [serialNumber, record?.stamp ?? stamp(), record?.in ?? 0, record?.out ?? 0, ...condition()]),
    sayHeartbeat: () => say(command.heartbeat, [serialNumber, stamp(), ...condition()]),
    connected: () => connections > 0,
    unanswered: () => device.hangUp(),
  });
  const doorway = createDoorway((direction) => {
    if (health.blocked || health.frozen || !counted[direction].includes(settings.direction)) return false;
    records.count(direction);
    return true;
  });
  const closePeriods = () => {
    const { recordMinutes } = settings;
    timers.after(recordMinutes * minuteMs, () => {
      records.close(stamp());
      sinceUpload += recordMinutes;
      if (sinceUpload >= settings.uploadMinutes) upload();
      closePeriods();
    });
  };
  const upload = () => {
    sinceUpload = 0;
    uploader.upload();
  };
  const dial = () => {
    if (connections > 0) return;
    if (device.faults.unplugged) redial();
    else dialler?.dial((line) => device.connect(line), redial);
  };
  const redial = () => {
    if (dialler) timers.after(more.redialSeconds * 1_000, dial);
  };
  const heed = ({ taken, wall, settings: said }: FoorirAnswer) => {
    if (!taken) refusals += 1;
    if (wall === undefined || !said) badAnswers += 1;
    if (wall !== undefined) wallOffset = wall - clock.now();
    if (said) settings = said;
  };

  const device: Device<FoorirFrame> = createDevice<FoorirFrame>({
    kind: 'people-counter/foorir',
    world,
    decoder: createFrameDecoder,
    respond: {
      onRequest(frame) {
        const answer = readAnswer(frame.data);
        if (!answer || !uploader.answered(frame.command, answer.taken)) return undefined;
        heed(answer);
        return 'handled';
      },
    },
    connected() {
      connections += 1;
      uploader.greet();
    },
    disconnected() {
      connections -= 1;
      uploader.cut();
      if (connections === 0) redial();
    },
    actions: {
      ...doorway.actions,
      /** Transmitter and receiver no longer see each other: nobody is counted, and it says so. */
      block: action({ on: z.boolean().default(true) }, ({ on }) => {
        health.blocked = on;
      }),
      /** People pass and are not counted, and it does not notice. */
      freeze: action({ on: z.boolean().default(true) }, ({ on }) => {
        health.frozen = on;
      }),
      'rx-power': action({ low: z.boolean().default(true) }, ({ low }) => {
        health.rxLow = low;
      }),
      'tx-power': action({ low: z.boolean().default(true) }, ({ low }) => {
        health.txLow = low;
      }),
      /** Ends the period now and says everything that waits. */
      upload: action({}, () => {
        records.close(stamp());
        upload();
      }),
      /** Says its state now, with nobody counted. */
      status: action({}, () => uploader.greet()),
      /** What old firmware says of itself. */
      heartbeat: action({}, () => uploader.heartbeat()),
      /** Takes the last answers for lost and says those records again. */
      repeat: action({ count: z.int().min(1).max(100).default(1) }, ({ count }) => {
        records.forgetAnswers(count);
        uploader.upload();
      }),
      'set-clock': action({ offsetSeconds: z.number().min(-1e9).max(1e9) }, ({ offsetSeconds }) => {
        wallOffset += offsetSeconds * 1_000;
      }),
      junk: action({ bytes: z.int().min(1).max(4_096).default(8) }, ({ bytes }) => device.send(noise(bytes, random))),
      'power-cycle': action({}, () => device.restart()),
      'lose-memory': action({}, () => records.forgetAll()),
    },
    view: (): FoorirView => ({
      connected: connections > 0,
      ...records.view(),
      clock: stamp(),
      ...{ settings, badAnswers, refusals },
      truth: doorway.truth(),
    }),
    restart() {
      records.forgetPeriod();
      device.vanish();
    },
    close() {
      timers.clear();
      dialler?.close();
    },
  });
  closePeriods();
  if (dialler) timers.after(0, dial);
  return device;
}
