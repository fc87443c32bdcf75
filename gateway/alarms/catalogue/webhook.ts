import type { CatalogueEntry } from './entry.js';

/** The qualifier is the webhook's id. */
export const webhookAlarms: readonly CatalogueEntry[] = [
  {
    code: 'GWY-520',
    type: 'webhook-unreachable',
    severity: 'minor',
    probableCause: 'communicationsSubsystemFailure',
    eventType: 'communications-alarm',
    onDelaySeconds: 300,
    offDelaySeconds: 10,
    owner: 'it',
    serviceImpact: 'none',
    text: { zh: '告警推送的接收方无法送达', en: 'The receiver of a webhook cannot be reached' },
    meaning: {
      zh: '告警暂时不能推送给值班系统，值班人员可能不知道网点有故障；MQTT和设备不受影响。',
      en: 'Alarms do not reach the on-call system for now, and whoever relies on it may not know of troubles here; MQTT and devices go on.',
    },
    remedy: {
      zh: '按详情检查接收方服务是否运行，核对地址、防火墙、DNS和证书；消息已存盘，恢复后按顺序自动补发。其间请在网关页面或MQTT查看告警。',
      en: 'With the reason of the detail see whether the receiver runs, check address, firewall, DNS and certificate; messages are kept on disk and follow in order by themselves. Meanwhile read alarms on the page or over MQTT.',
    },
    raisedBy: 'gateway',
  },
  {
    code: 'GWY-521',
    type: 'webhook-refused',
    severity: 'minor',
    probableCause: 'communicationsProtocolError',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 600,
    momentary: true,
    owner: 'it',
    serviceImpact: 'none',
    text: { zh: '告警推送被接收方拒绝', en: 'The receiver of a webhook refuses it' },
    meaning: {
      zh: '值班系统收到了推送但不接受，值班人员可能不知道网点有故障；MQTT和设备不受影响。',
      en: 'The on-call system gets messages and does not accept them: whoever relies on it may not know of troubles here; MQTT and devices go on.',
    },
    remedy: {
      zh: '401、403：核对双方密钥和时钟；404、405或3xx：核对webhooks中的地址（不跟随跳转），改正前消息保留。400、413、422等：该条消息不再发送，请接收方查日志。',
      en: '401, 403: compare the secret and the clocks of both sides; 404, 405 or 3xx: correct the address in webhooks (redirects are not followed); messages are kept until then. 400, 413, 422 and such: that one message is not sent again, look into the log of the receiver.',
    },
    raisedBy: 'gateway',
  },
  {
    code: 'GWY-522',
    type: 'webhook-evicted',
    severity: 'minor',
    probableCause: 'queueSizeExceeded',
    eventType: 'quality-of-service-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 3600,
    momentary: true,
    owner: 'it',
    serviceImpact: 'none',
    text: { zh: '待推送消息因空间或时限被丢弃', en: 'Messages for a webhook were dropped' },
    meaning: {
      zh: '值班系统缺少一部分告警记录，其显示的网点状态可能已过时。',
      en: 'The on-call system has missed some alarm changes: what it shows of this branch may be out of date.',
    },
    remedy: {
      zh: '恢复接收方，或增大该推送的maxMegabytes、maxAgeHours；接收方应从MQTT的告警主题核对当前告警。',
      en: 'Restore the receiver, or raise maxMegabytes or maxAgeHours of the webhook; the receiver should read the open alarms from MQTT.',
    },
    raisedBy: 'gateway',
  },
];
