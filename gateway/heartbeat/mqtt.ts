import { faultText, type Intake } from './intake.js';

/** What a local client has published on the heartbeat topic of a device. */
export interface IncomingHeartbeat {
  readonly deviceId: string;
  readonly payload: Uint8Array;
  readonly retained: boolean;
  /** As who the client has logged in. */
  readonly user: string | undefined;
}

/**
 * What becomes of it. MQTT 3.1.1 knows no refusal but the end of the connection: that is for what a client must not do at all;
 * of what is only wrong or too much it hears nothing, and the log and the state of the device say it.
 */
export type HeartbeatVerdict =
  | { readonly kind: 'taken' }
  | { readonly kind: 'noted'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

export function mqttHeartbeats(intake: Intake): (message: IncomingHeartbeat) => HeartbeatVerdict {
  return ({ deviceId, payload, retained, user }) => {
    const refusal = intake.admit(deviceId, { via: 'mqtt', user, retained }) ?? intake.take(deviceId, payload);
    if (!refusal) return { kind: 'taken' };
    const reason = `heartbeat of ${deviceId}: ${faultText(refusal.fault)}`;
    const isForbidden = refusal.kind === 'unknown-device' || refusal.kind === 'forbidden';
    return { kind: isForbidden ? 'refused' : 'noted', reason };
  };
}
