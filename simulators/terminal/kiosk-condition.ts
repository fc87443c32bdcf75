/** How the application of a kiosk is. */
export interface Condition {
  readonly application:
    | 'healthy'
    | 'crashed'
    | 'hanging'
    | 'slow'
    | 'failing'
    | 'wrong'
    | 'resetting'
    | 'closed-to-websockets'
    | 'off'
    | 'cut-off';
  /** Whether the port is open. */
  readonly up: boolean;
  /** The cable is out: connections are neither taken nor refused. */
  readonly cut?: true;
  /** Connections are taken and reset at once. */
  readonly resets?: true;
  /** Upgrades are answered with 503. */
  readonly noWebSockets?: true;
  /** Absent: no answer ever comes. */
  readonly answer?: { readonly status: number; readonly body: string; readonly afterMs: number };
}

const fine = { status: 200, body: '{"status":"ok"}', afterMs: 0 };
export const healthy: Condition = { application: 'healthy', up: true, answer: fine };
export const crashed: Condition = { application: 'crashed', up: false };
export const hanging: Condition = { application: 'hanging', up: true };
export const resetting: Condition = { application: 'resetting', up: true, resets: true };
export const closedToWebSockets: Condition = {
  ...{ application: 'closed-to-websockets', up: true, answer: fine, noWebSockets: true },
};
export const off: Condition = { application: 'off', up: false };
export const cutOff: Condition = { application: 'cut-off', up: false, cut: true };

export const slow = (afterMs: number): Condition => ({
  ...{ application: 'slow', up: true, answer: { ...fine, afterMs } },
});
export const failing = (status: number): Condition => ({
  ...{ application: 'failing', up: true, answer: { status, body: '{"status":"error"}', afterMs: 0 } },
});
export const wrong = (body: string): Condition => ({
  ...{ application: 'wrong', up: true, answer: { ...fine, body } },
});
