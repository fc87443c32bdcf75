import { GatewayError, type OptionFile } from '../../drivers/index.js';

/** Where no file can be read. */
export function noFile({ field }: OptionFile): Promise<string> {
  return Promise.reject(new GatewayError('CONFIG_UNREADABLE', `${field.join('.')}: no file can be read here`));
}

/** Where nothing comes in. */
export const noBeats = { accept: () => () => undefined };
