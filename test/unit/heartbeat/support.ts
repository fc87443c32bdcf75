import type { Beat, BeatFault } from '../../../drivers/index.js';
import { createIntake, type IntakeOptions } from '../../../gateway/heartbeat/intake.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';

export const token = 'the-token-of-this-kiosk';
export const beatText = (more: Record<string, unknown> = {}) =>
  JSON.stringify({ 'terminal-id': 'kiosk-1', seq: 1, 'boot-id': 'a', 'in-service': true, ...more });

/** An intake for kiosk-1 and kiosk-2, each with a session that writes down what comes. */
export function openIntake(options: Partial<IntakeOptions> & { readonly token?: string } = {}) {
  const clock = new VirtualClock();
  const { token: wanted, ...more } = options;
  const polled: string[] = [];
  const wrongTokens: { address: string; user: string }[] = [];
  const intake = createIntake({
    devices: [
      { id: 'kiosk-1', access: { users: ['vendor'] } },
      { id: 'kiosk-2', access: { users: [] } },
    ],
    clock,
    brokerHasUsers: false,
    httpIsLocal: true,
    pollNow: (deviceId) => polled.push(deviceId),
    onWrongToken: (login) => wrongTokens.push(login),
    ...more,
  });
  const seen: { beats: Beat[]; refused: string[]; excess: number } = { beats: [], refused: [], excess: 0 };
  let fault: BeatFault | undefined;
  const accept = (deviceId: string) =>
    intake.beatsOf(deviceId).accept({
      token: wanted,
      beat: (beat) => {
        if (fault === undefined) seen.beats.push(beat);
        return fault;
      },
      refused: (why) => seen.refused.push(why),
      excess: () => {
        seen.excess += 1;
      },
    });
  const leave = accept('kiosk-1');
  return {
    ...{ intake, clock, seen, polled, wrongTokens, accept, leave, settle },
    /** What the session says of the next beats. */
    answers: (next: BeatFault | undefined) => {
      fault = next;
    },
  };
}
