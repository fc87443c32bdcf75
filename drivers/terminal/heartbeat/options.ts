import { z } from 'zod';
import { agentModuleNames } from './fields.js';

const moduleName = z.enum(agentModuleNames);

const host = z.strictObject({
  address: z.string().min(1).max(253).describe('host name or IP address of the terminal'),
  ports: z
    .array(z.int().min(1).max(65_535))
    .min(1)
    .max(4)
    .describe('1 to 4 TCP ports to try; that one is refused proves the computer alive as well as an open one'),
  timeoutMs: z.int().min(100).max(10_000).default(3_000).describe('ms for each try, 100 to 10000, default 3000'),
});

/** Options of a terminal that reports by itself (terminal-health.md 4.5). */
export const heartbeatOptions = z.strictObject({
  periodSeconds: z
    .number()
    .min(2)
    .max(3_600)
    .default(60)
    .describe('seconds between two beats of the agent, 2 to 3600, default 60; silence of 2.5 periods is an alarm'),
  host: host
    .optional()
    .describe(
      'where to see whether the computer is alive when beats stop: alive is terminal-heartbeat-lost, silent terminal-unreachable; absent = always terminal-heartbeat-lost',
    ),
  terminalId: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,40}$/)
    .optional()
    .describe('terminal-id that its beats must have, 1 to 40 of A-Z, a-z, 0-9 and ._-; default the id of the device'),
  tokenFile: z
    .string()
    .min(1)
    .optional()
    .describe(
      'file with the bearer token of this terminal for HTTP, on one line, 16 to 1024 characters of A-Z, a-z, 0-9 and -._~+/=, relative to the directory of the configuration; absent = HTTP only where the end point listens on loopback',
    ),
  users: z
    .array(z.string().regex(/^\S{1,64}$/))
    .max(8)
    .default([])
    .describe(
      'users of the local broker that may beat for this terminal besides the one named like the device, at most 8; without effect where the broker has no users',
    ),
  modules: z
    .array(moduleName)
    .max(agentModuleNames.length)
    .default([])
    .describe('modules the agent has to tell of; one it does not is unknown, default none'),
  essential: z
    .array(moduleName)
    .max(agentModuleNames.length)
    .default([])
    .describe('modules without which the terminal serves nobody, default none; its application always is'),
  inactiveHours: z
    .number()
    .min(0)
    .max(100)
    .default(3)
    .describe(
      'hours of opening time without a transaction that are an alarm, 0 to 100, 0 = never, default 3; needs branch.hours',
    ),
});

export type HeartbeatOptions = z.infer<typeof heartbeatOptions>;
