import type { CatalogueEntry } from './entry.js';

/** What only the monitoring agent of a device's own computer tells, and its silence. */
export const terminalMonitoringAlarms: readonly CatalogueEntry[] = [
  {
    // Not in 9.3. A wrong community or key looks like a dead device (0-5): the codes of contact loss would send somebody to
    // a machine that is well, and TRM-302 would restart an application that serves its customers.
    code: 'TRM-324',
    type: 'terminal-monitoring-silent',
    severity: 'minor',
    probableCause: 'configurationOrCustomizationError',
    eventType: 'communications-alarm',
    onDelaySeconds: 0,
    offDelaySeconds: 0,
    owner: 'it',
    serviceImpact: 'none',
    text: { zh: '设备可通，但监控无应答', en: 'Device is alive but tells its monitoring nothing' },
    meaning: {
      zh: '设备开着，多半正常；但缺纸、故障、电量等情况网关此刻看不到。',
      en: 'The device is on and most likely works; but the gateway cannot see paper, faults or battery at the moment.',
    },
    remedy: {
      zh: '核对SNMP版本、团体字或用户名和密钥，确认设备已启用SNMP并允许网关地址访问；仍无应答则重启其SNMP服务。',
      en: 'Check SNMP version, community or user and keys, see that SNMP is on and lets the address of the gateway in; if it stays silent restart its agent.',
    },
  },
  {
    // Not in 9.3, whose GWY-505 is about the gateway's own disk.
    code: 'TRM-325',
    type: 'terminal-storage-nearly-full',
    severity: 'warning',
    probableCause: 'storageCapacityProblem',
    eventType: 'processing-error-alarm',
    onDelaySeconds: 60,
    offDelaySeconds: 60,
    owner: 'it',
    serviceImpact: 'none',
    text: { zh: '终端磁盘或内存将满', en: 'Disk or memory of the terminal is nearly full' },
    meaning: {
      zh: '现在还能用；写满之后业务程序会停，日志和流水可能丢失。',
      en: 'It still works; once it is full the application stops, and journals may be lost.',
    },
    remedy: {
      zh: '清理旧日志和临时文件，检查增长来源；内存不足时在空闲时段重启应用。',
      en: 'Delete old logs and temporary files, check what grows; for memory restart the application at a quiet time.',
    },
  },
];
