import { z } from 'zod';
import type { OptionFile } from '../../driver.js';

/** What a device can be, and the MIBs that say so. */
export const snmpRoles = ['host', 'printer', 'ups'] as const;
export type SnmpRole = (typeof snmpRoles)[number];

const port = z.int().min(1).max(65_535);
const fileName = z.string().min(1).max(4_096);

const v3 = z
  .strictObject({
    user: z.string().min(1).max(32).describe('USM user name, 1 to 32 characters'),
    authProtocol: z
      .enum(['sha512', 'sha384', 'sha256', 'sha224', 'sha', 'md5', 'none'])
      .default('sha256')
      .describe('how messages are authenticated; none has to be said, and then nothing is encrypted either'),
    authKeyFile: fileName
      .optional()
      .describe('file with the authentication pass phrase, one line of 8 characters or more'),
    privProtocol: z
      .enum(['aes', 'aes256b', 'aes256r', 'des', 'none'])
      .default('aes')
      .describe(
        'how messages are encrypted: AES-128, AES-256 with the key extension of Blumenthal or Reeder, DES; none has to be said',
      ),
    privKeyFile: fileName.optional().describe('file with the encryption pass phrase, one line of 8 characters or more'),
    context: z.string().max(32).default('').describe('SNMP context name, where the device has several'),
  })
  .superRefine(({ authProtocol, authKeyFile, privProtocol, privKeyFile }, found) => {
    const need = (path: string, wanted: boolean, given: boolean, by: string) => {
      if (wanted === given) return;
      found.addIssue({ code: 'custom', path: [path], message: wanted ? `needed with ${by}` : `not used with ${by}` });
    };
    need('authKeyFile', authProtocol !== 'none', authKeyFile !== undefined, `authProtocol ${authProtocol}`);
    need('privKeyFile', privProtocol !== 'none', privKeyFile !== undefined, `privProtocol ${privProtocol}`);
    if (authProtocol === 'none' && privProtocol !== 'none') {
      found.addIssue({ code: 'custom', path: ['privProtocol'], message: 'none is all there is without authProtocol' });
    }
  });

const v2c = z
  .strictObject({
    communityFile: fileName.optional().describe('file with the read-only community, one line'),
    community: z
      .literal('public')
      .optional()
      .describe('the one community that is no secret; any other stands in a file'),
  })
  .refine(({ communityFile, community }) => (communityFile === undefined) !== (community === undefined), {
    error: 'needs communityFile, or community: public, and not both',
  });

const traps = z.strictObject({
  port: port
    .default(162)
    .describe('UDP port where the device sends its traps, 1 to 65535; several devices may share one'),
  address: z
    .string()
    .min(1)
    .max(253)
    .default('127.0.0.1')
    .describe(
      "address of the gateway's own network card to listen on; 0.0.0.0 = all; default loopback, which hears no device",
    ),
});

/** Options of the SNMP driver (terminal-health.md 2.4 for the defaults). */
export const snmpOptions = z
  .strictObject({
    host: z.string().min(1).max(253).describe('host name or IP address of the device'),
    port: port.default(161).describe('UDP port of its agent, 1 to 65535'),
    v2c: v2c.optional().describe('SNMP version 2c: nothing is encrypted, and whoever listens knows the community'),
    v3: v3.optional().describe('SNMP version 3, preferred'),
    profile: z
      .enum(snmpRoles)
      .default('host')
      .describe(
        'what it is first of all: decides which alarm says that it cannot be reached, and what it must be able to tell',
      ),
    roles: z
      .union([z.literal('auto'), z.array(z.enum(snmpRoles)).min(1).max(3)])
      .default('auto')
      .describe('what else is asked for: auto = whatever it is found to tell; or a list, all of which it must tell'),
    module: z
      .enum(['statement-printer', 'receipt-printer'])
      .default('statement-printer')
      .describe('which module of the terminal a printer is'),
    processes: z
      .array(z.string().min(1).max(128))
      .max(8)
      .default([])
      .describe('names of programs that must run on it (hrSWRunName), e.g. kiosk.exe; at most 8'),
    diskFullPercent: z
      .number()
      .min(1)
      .max(100)
      .default(90)
      .describe('% of a fixed disk from which it counts as nearly full'),
    memoryFullPercent: z
      .number()
      .min(1)
      .max(100)
      .default(95)
      .describe('% of memory from which it counts as nearly full'),
    supplyLowPercent: z
      .number()
      .min(0)
      .max(99)
      .default(10)
      .describe('% of toner, ink or ribbon at which it counts as low'),
    clockDriftSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(300)
      .describe('s its clock may be off before its host module warns'),
    aliveTcpPorts: z
      .array(port)
      .min(1)
      .max(8)
      .optional()
      .describe(
        'TCP ports that prove the host alive when SNMP is silent, by taking or refusing a connection; default by profile',
      ),
    traps: traps
      .optional()
      .describe('take its traps as a hint to ask at once; what a trap says is never believed by itself'),
    timeoutMs: z.int().min(100).max(10_000).default(2_000).describe('ms to wait for an answer, 100 to 10000'),
    retries: z.int().min(0).max(3).default(1).describe('times an unanswered question is asked again, 0 to 3'),
    maxRepetitions: z.int().min(1).max(50).default(20).describe('rows asked for at once, 1 to 50'),
    pollIntervalMs: z
      .int()
      .min(1_000)
      .max(3_600_000)
      .default(60_000)
      .describe('ms between two polls, give or take a tenth, 1000 to 3600000'),
  })
  .refine(({ v2c, v3 }) => (v2c === undefined) !== (v3 === undefined), { error: 'needs v2c or v3, and not both' });

export type SnmpOptions = z.output<typeof snmpOptions>;

/** Open on most devices of a kind; refused is as good. */
const alivePorts: Readonly<Record<SnmpRole, readonly number[]>> = {
  host: [443, 80, 22],
  printer: [9_100, 443, 80],
  ups: [443, 80, 22],
};

export function alivePortsOf({ aliveTcpPorts, profile }: SnmpOptions): readonly number[] {
  return aliveTcpPorts ?? alivePorts[profile];
}

/** The files with its secrets. */
export function snmpFiles({ v2c, v3 }: SnmpOptions): OptionFile[] {
  const files = [
    { field: ['v2c', 'communityFile'], name: v2c?.communityFile },
    { field: ['v3', 'authKeyFile'], name: v3?.authKeyFile },
    { field: ['v3', 'privKeyFile'], name: v3?.privKeyFile },
  ];
  return files.flatMap(({ field, name }) => (name === undefined ? [] : [{ field, name, kind: 'secret' as const }]));
}
