/**
 * Every error code of the gateway, by layer. `retryable` says whether the same attempt may succeed later without
 * anybody changing anything.
 */
export const errorCodes = {
  CONFIG_INVALID: { retryable: false, meaning: 'the configuration is wrong' },
  CONFIG_UNREADABLE: { retryable: false, meaning: 'a configuration or secret file cannot be read' },

  TRANSPORT_OPEN_FAILED: { retryable: true, meaning: 'the link cannot be opened' },
  TRANSPORT_PORT_AMBIGUOUS: { retryable: true, meaning: 'more than one port fits the USB identity' },
  TRANSPORT_PORT_NOT_FOUND: { retryable: true, meaning: 'no port fits the USB identity' },
  TRANSPORT_CLOSED: { retryable: true, meaning: 'the link is closed' },
  TRANSPORT_WRITE_TIMEOUT: { retryable: true, meaning: 'the peer does not take our bytes' },
  TRANSPORT_REPLY_TIMEOUT: { retryable: true, meaning: 'the device does not answer' },
  TRANSPORT_MEMBER_SILENT: { retryable: true, meaning: 'the bus member is silent and rests for its back-off' },
  TRANSPORT_WITHDRAWN: { retryable: false, meaning: 'nobody wants the request any more; nothing was sent' },

  PROTOCOL_REJECTED: { retryable: false, meaning: 'the device refused the request' },
  PROTOCOL_UNSUPPORTED: { retryable: false, meaning: 'the device lacks this function' },
  PROTOCOL_BUSY: { retryable: true, meaning: 'the device is busy' },
  PROTOCOL_CORRUPT: { retryable: true, meaning: 'the device reports damaged data on the line' },
  PROTOCOL_UNEXPECTED: { retryable: true, meaning: 'the reply does not fit the request' },

  DEVICE_NOT_READY: { retryable: true, meaning: 'the device is in contact but cannot do this now' },
  DEVICE_OFFLINE: { retryable: true, meaning: 'the device is not in contact' },
  DEVICE_NOT_HEARD: { retryable: true, meaning: 'the device reports by itself, and it is too early to miss that' },
  DEVICE_OUTCOME_UNKNOWN: { retryable: false, meaning: 'nobody can tell whether the device did it' },
  DEVICE_PARTLY_DONE: { retryable: true, meaning: 'some of the devices did it, others did not' },

  COMMAND_MALFORMED: { retryable: false, meaning: 'the payload is not a command request' },
  COMMAND_TOO_LARGE: { retryable: false, meaning: 'the payload is over the size limit' },
  COMMAND_RETAINED: { retryable: false, meaning: 'a command must not be retained' },
  COMMAND_EXPIRED: { retryable: false, meaning: 'the command came after its expiry' },
  COMMAND_UNKNOWN_DEVICE: { retryable: false, meaning: 'there is no such device' },
  COMMAND_UNKNOWN: { retryable: false, meaning: 'the device has no such command' },
  COMMAND_ARGS_INVALID: { retryable: false, meaning: 'an argument is missing or wrong' },
  COMMAND_QUEUE_FULL: { retryable: true, meaning: 'too many commands wait for this device' },
  COMMAND_INTERRUPTED: { retryable: false, meaning: 'the gateway stopped while the command ran' },
  COMMAND_FAILED: { retryable: false, meaning: 'the command failed for a reason of our own' },

  STORAGE_WRITE_FAILED: { retryable: true, meaning: 'the state directory does not take a record' },
  STORAGE_CORRUPT: { retryable: false, meaning: 'a file in the state directory is damaged' },
  STORAGE_CLOSED: { retryable: false, meaning: 'the store is closed' },

  BROKER_LISTEN_FAILED: { retryable: false, meaning: 'the broker cannot listen' },
  BROKER_UNREACHABLE: { retryable: true, meaning: 'the broker cannot be reached' },

  OUTBOX_FULL: { retryable: true, meaning: 'the outbox has no room for messages of this chain' },
  OUTBOX_WRITE_FAILED: { retryable: true, meaning: 'the disk does not take a message for the centre' },
  OUTBOX_TOO_LARGE: { retryable: false, meaning: 'the message is over the size limit of the outbox' },
  OUTBOX_CLOSED: { retryable: true, meaning: 'the outbox is closed' },

  UPLINK_CONNECT_FAILED: { retryable: true, meaning: 'the centre cannot be reached' },
  UPLINK_REFUSED: { retryable: true, meaning: 'the centre refuses the connection' },
  UPLINK_LOST: { retryable: true, meaning: 'the connection to the centre ended' },
  UPLINK_SILENT: { retryable: true, meaning: 'the centre does not answer or acknowledge any more' },
  UPLINK_TAKEN_OVER: { retryable: true, meaning: 'another client uses the client id of this gateway' },

  ALARM_STATE: { retryable: false, meaning: 'the alarm is not in a state that allows this' },
  HALL_STATE: {
    retryable: false,
    meaning: 'the hall is not in a state that allows this, e.g. the counter serves nobody',
  },
  ROUTINE_STATE: { retryable: false, meaning: 'a drill of this kind goes on already' },
  WEBHOOK_FAILED: { retryable: true, meaning: 'the receiver of a webhook cannot be reached' },

  HTTP_LISTEN_FAILED: { retryable: false, meaning: 'the HTTP end point cannot listen' },

  ALARM_UNKNOWN: { retryable: false, meaning: 'there is no such alarm' },
} as const satisfies Record<string, { retryable: boolean; meaning: string }>;

export type ErrorCode = keyof typeof errorCodes;

export interface ErrorDetails {
  readonly cause?: unknown;
  readonly deviceId?: string;
  /** Path of the argument or setting at fault, e.g. `args.counter`. */
  readonly field?: string;
  /** Requests in a row that the device has not answered. */
  readonly unanswered?: number;
  /** Of a poll: alarm-type-id that says why contact is lost, instead of the contact alarm (AlarmDeclaration.hostAnswers). */
  readonly contactAlarm?: string | undefined;
  /** What was done all the same, for the reply. */
  readonly result?: Record<string, unknown>;
}

/** The one error of the gateway: a code for programs, a sentence for people. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly deviceId: string | undefined;
  readonly field: string | undefined;
  readonly unanswered: number | undefined;
  readonly contactAlarm: string | undefined;
  readonly result: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.deviceId = details.deviceId;
    this.field = details.field;
    this.unanswered = details.unanswered;
    this.contactAlarm = details.contactAlarm;
    this.result = details.result;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

/** `error` itself when it is ours, else ours around it. */
export function asGatewayError(error: unknown, code: ErrorCode): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError(code, messageOf(error), { cause: error });
}

function messageOf(error: unknown): string {
  // A host with several addresses of which none answers: the message itself is empty.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
