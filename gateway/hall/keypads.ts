import type { z } from 'zod';
import { asGatewayError, type GatewayError, type KeypadReceiver, type Pressed } from '../../drivers/index.js';
import type { auditSchema } from '../commands/audit.js';
import { statusOf } from '../commands/reply.js';
import type { HallDesk } from './desk.js';

export interface HallKeypadsOptions {
  readonly mode: 'own' | 'listen';
  readonly desk: HallDesk;
  readonly bootId: string;
  /** Writes down who did what; resolves when it is on disk. */
  readonly audit: (record: z.infer<typeof auditSchema>) => Promise<void>;
  /** A key that did nothing, and why. */
  readonly onRefused: (keypad: string, press: Pressed, error: GatewayError) => void;
  readonly onError: (error: unknown) => void;
}

type Deed = readonly [command: string, done: Promise<unknown>];

/** What keys ask for, done in the tick in which they were pressed. */
export function createHallKeypads(options: HallKeypadsOptions): (keypad: string) => KeypadReceiver {
  const { mode, desk, bootId, audit, onRefused, onError } = options;
  let count = 0;

  /** undefined where the branch's own queue system, which hears of the key by MQTT, does it. */
  function deedOf({ action, counter, service }: Pressed): Deed | undefined {
    if (action === 'sign-on') return ['hall-sign-on', desk.signOn({ counter })];
    if (action === 'sign-off') return ['hall-sign-off', desk.signOff({ counter })];
    if (mode === 'listen') return undefined;
    switch (action) {
      case 'next':
        return ['hall-call', desk.call({ counter })];
      case 'recall':
        return ['hall-recall', desk.recall({ counter })];
      case 'no-show':
        return ['hall-no-show', desk.noShow({ counter })];
      case 'finish':
        return ['hall-finish', desk.finish({ counter })];
      case 'transfer':
        return ['hall-transfer', desk.transfer({ counter, service })];
    }
  }

  async function press(keypad: string, pressed: Pressed): Promise<void> {
    const deed = deedOf(pressed);
    if (!deed) return;
    const [command, done] = deed;
    count += 1;
    const commandId = `key-${bootId}-${count}`;
    const error = await done.then(
      () => undefined,
      (cause) => asGatewayError(cause, 'COMMAND_FAILED'),
    );
    if (error) onRefused(keypad, pressed, error);
    const { counter, service } = pressed;
    await audit({
      commandId,
      deviceId: 'gateway',
      command,
      clientId: keypad,
      origin: 'local',
      status: error ? statusOf(error) : 'succeeded',
      args: { counter, ...(service === undefined ? {} : { service }) },
    });
  }

  return (keypad) => ({
    press: (pressed) => void press(keypad, pressed).catch(onError),
    // Told on MQTT by the driver; the hall has no use for them.
    score: () => undefined,
    scan: () => undefined,
  });
}
