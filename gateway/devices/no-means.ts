import { GatewayError, type KeypadReceiver, type OptionFile, type TrapPost } from '../../drivers/index.js';

/** Where no file can be read. */
export function noFile({ field }: OptionFile): Promise<string> {
  return Promise.reject(new GatewayError('CONFIG_UNREADABLE', `${field.join('.')}: no file can be read here`));
}

/** Where nothing comes in. */
export const noBeats = { accept: () => () => undefined };

export const noTraps: TrapPost = {
  listen: () => Promise.reject(new GatewayError('TRANSPORT_OPEN_FAILED', 'no traps can be heard here')),
};

/** Where nobody acts on keys. */
export const noKeys: KeypadReceiver = { press: () => undefined, score: () => undefined, scan: () => undefined };
