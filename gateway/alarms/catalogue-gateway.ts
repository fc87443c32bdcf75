import type { CatalogueEntry } from './catalogue.js';

export const gatewayAlarms: readonly CatalogueEntry[] = [
  {
    code: 'GWY-504',
    type: 'certificate-or-credential-expiring',
    severity: 'warning',
    probableCause: 'keyExpired',
    eventType: 'security-service-or-mechanism-violation',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'it',
    serviceImpact: 'none',
    text: { zh: '上联证书即将到期或已过期', en: 'Certificate for the centre ends soon or has ended' },
    remedy: {
      zh: '先核对网关时间，再更新证书和私钥文件并重启网关。',
      en: 'Check the gateway time first, then renew the certificate and key files and restart the gateway.',
    },
  },
  {
    code: 'GWY-505',
    type: 'storage-nearly-full',
    severity: 'warning',
    probableCause: 'storageCapacityProblem',
    eventType: 'processing-error-alarm',
    onDelaySeconds: 300,
    offDelaySeconds: 300,
    owner: 'it',
    serviceImpact: 'none',
    text: { zh: '网关存储空间将满', en: 'Gateway storage is nearly full' },
    remedy: {
      zh: '在页面清理旧日志包，检查增长来源。',
      en: 'Delete old log bundles from the page; check what grows.',
    },
  },
  {
    code: 'GWY-510',
    type: 'storage-write-failed',
    severity: 'major',
    probableCause: 'storageCapacityProblem',
    eventType: 'processing-error-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 60,
    owner: 'it',
    serviceImpact: 'degraded',
    text: { zh: '网关无法写入存储', en: 'Gateway cannot write to its storage' },
    remedy: {
      zh: '检查磁盘是否已满或变为只读；清理空间后自动恢复，恢复前请勿断电。反复出现请更换存储卡。',
      en: 'Check whether the disk is full or has become read-only; it recovers by itself once there is space, do not cut the power before that. Replace the storage card if it comes back.',
    },
  },
];
