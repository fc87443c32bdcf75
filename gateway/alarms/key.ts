/** What identifies an alarm: resource (here the device), type and qualifier (RFC 8632). */
export interface AlarmKey {
  readonly deviceId: string;
  /** alarm-type-id. */
  readonly type: string;
  /** "" where the device has one instance only. */
  readonly qualifier: string;
}

/** Key of the alarm table. */
export function keyText({ deviceId, type, qualifier }: AlarmKey): string {
  return `${deviceId}/${type}/${qualifier}`;
}

/** Name of an alarm among those of its device. */
export function nameOf({ type, qualifier }: Pick<AlarmKey, 'type' | 'qualifier'>): string {
  return `${type}/${qualifier}`;
}

export function parseKey(text: string): AlarmKey {
  const [deviceId = '', type = '', ...qualifier] = text.split('/');
  return { deviceId, type, qualifier: qualifier.join('/') };
}

/** A qualifier becomes a level of a topic, so it is short and has none of the characters that mean something there. */
export function isQualifier(text: string): boolean {
  return /^[A-Za-z0-9._:-]{0,64}$/.test(text);
}
