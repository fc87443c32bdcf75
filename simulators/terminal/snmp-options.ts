import { isIP } from 'node:net';
import { z } from 'zod';

const key = z.string().min(8, 'a key has at least 8 characters').max(64);

const user = z.strictObject({
  name: z.string().min(1).max(32).describe('USM user name'),
  auth: z
    .strictObject({ protocol: z.enum(['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512']), key })
    .optional()
    .describe('authentication; without it the user is noAuthNoPriv'),
  priv: z
    .strictObject({ protocol: z.enum(['des', 'aes', 'aes256b', 'aes256r']), key })
    .optional()
    .describe('encryption; needs auth'),
});
export type SnmpUser = z.output<typeof user>;

export const snmpOptions = z.strictObject({
  profile: z
    .enum(['host', 'printer', 'ups'])
    .default('host')
    .describe(
      'host: storage, processors, devices, processes, date; printer: host devices and Printer-MIB; ups: UPS-MIB',
    ),
  name: z.string().min(1).max(64).default('kiosk-pc').describe('sysName'),
  community: z.string().min(1).max(64).default('public').describe('the v2c community it answers to, reading only'),
  users: z
    .array(user.refine(({ auth, priv }) => auth !== undefined || priv === undefined, 'priv needs auth'))
    .max(8)
    .default([])
    .describe('v3 users'),
  uptimeSeconds: z.int().min(0).max(42_949_672).default(86_400).describe('how long it has been running at the start'),
  tcp: z
    .boolean()
    .default(true)
    .describe('also takes TCP connections on its port number, as the host behind the agent; says nothing there'),
  trapTo: z
    .strictObject({
      host: z
        .string()
        .refine((host) => isIP(host) === 4, 'an IPv4 address')
        .default('127.0.0.1'),
      port: z.int().min(1).max(65_535),
      community: z.string().min(1).max(64).default('public'),
      user: z.string().min(1).max(32).optional().describe('sends v3 traps as this one of `users`'),
    })
    .optional()
    .describe('where traps go: of the action `trap`, of a reboot, an alert, a UPS alarm'),
  dateOctets: z
    .union([z.literal(8), z.literal(11)])
    .default(11)
    .describe('length of hrSystemDate: 8 = local time without its zone, 11 = with it'),
  utcOffsetMinutes: z.int().min(-720).max(840).default(480).describe('time zone of hrSystemDate'),
});
export type SnmpOptions = z.output<typeof snmpOptions>;
