/** Where this gateway lives in the topic tree (DESIGN.md section 6). */
export interface Site {
  readonly branchId: string;
  readonly gatewayId: string;
}

/** The topic names below `branch/{branchId}/{gatewayId}`, the same on the local broker and on the central one. */
export function topicsOf({ branchId, gatewayId }: Site) {
  const root = `branch/${branchId}/${gatewayId}`;
  return {
    root,
    presence: `${root}/presence`,
    info: `${root}/info`,
    health: `${root}/health`,
    audit: `${root}/audit`,
    alarmEvent: `${root}/alarm-event`,
    alarmSummary: `${root}/alarm-summary`,
    notification: `${root}/notification`,
    gap: `${root}/gap`,
    hall: `${root}/hall`,
    deviceInfo: (deviceId: string) => `${root}/device/${deviceId}/info`,
    deviceState: (deviceId: string) => `${root}/device/${deviceId}/state`,
    deviceMeasurement: (deviceId: string) => `${root}/device/${deviceId}/measurement`,
    deviceEvent: (deviceId: string) => `${root}/device/${deviceId}/event`,
    alarm: (deviceId: string, type: string, qualifier: string) =>
      `${root}/alarm/${deviceId}/${type}${qualifier === '' ? '' : `/${qualifier}`}`,
    command: (deviceId: string, name: string) => `${root}/command/${deviceId}/${name}`,
    heartbeat: (deviceId: string) => `${root}/heartbeat/${deviceId}`,
    reply: (commandId: string) => `${root}/reply/${commandId}`,
  };
}

export type Topics = ReturnType<typeof topicsOf>;

/** The target of a command topic, or undefined when the topic is not one of ours. */
export function parseCommandTopic(topics: Topics, topic: string): { deviceId: string; name: string } | undefined {
  const prefix = `${topics.root}/command/`;
  if (!topic.startsWith(prefix)) return undefined;
  const [deviceId = '', name = '', ...rest] = topic.slice(prefix.length).split('/');
  return deviceId === '' || name === '' || rest.length > 0 ? undefined : { deviceId, name };
}

/** The device of a heartbeat topic, or undefined when the topic is not one of ours. */
export function parseHeartbeatTopic(topics: Topics, topic: string): string | undefined {
  const prefix = topics.heartbeat('');
  const deviceId = topic.startsWith(prefix) ? topic.slice(prefix.length) : '';
  return deviceId === '' || deviceId.includes('/') ? undefined : deviceId;
}
