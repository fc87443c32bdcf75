// Reports a kiosk to the branch gateway: node kiosk-agent.mjs agent.json   (Node 14.18 or newer, nothing else)
//
// agent.json   { "url": "http://10.0.0.5:9464", "terminalId": "kiosk-1", "tokenFile": "kiosk-1.token",
//                "statusFile": "status.json", "periodSeconds": 60 }              names of files: beside agent.json
// status.json  is written by the kiosk's application, again and again, at least once in three periods; best into another
//              file that is then renamed: { "in-service": true, "app-version": "3.1.4",
//                "modules": { "printer": { "status": "warn", "code": "paper-low" } },
//                "counters": { "transactions": 812, "paper-mm": 121800 }, "last-transaction-at": "2026-11-26T09:15:00+08:00" }
//              A file that is missing, broken or older means that the application is dead: out of service.
import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { uptime } from 'node:os';
import { dirname, resolve } from 'node:path';

const file = resolve(process.argv[2] ?? 'agent.json');
const beside = (name) => resolve(dirname(file), name);
const read = (name) => readFileSync(beside(name), 'utf8');
const { url, terminalId, tokenFile, statusFile = 'status.json', periodSeconds = 60 } = JSON.parse(read(file));
const target = new URL(`/heartbeat/${terminalId}`, url);
const log = (text) => process.stdout.write(`${new Date().toISOString()} ${text}\n`);

const attempt = (work, otherwise) => {
  try {
    return work();
  } catch {
    return otherwise;
  }
};

// The same until the computer starts again; where the system has no such number, until this program does.
const bootId = attempt(() => read('/proc/sys/kernel/random/boot_id').trim(), randomUUID());
// Goes on upwards also when this program alone is started again: beats are further apart than the seconds counted here.
let seq = Math.floor(uptime());

/** What the application says of itself; only what a beat has a place for leaves this machine. */
function status() {
  const isFresh = () => Date.now() - statSync(beside(statusFile)).mtimeMs < periodSeconds * 3_000;
  const said = attempt(() => (isFresh() && JSON.parse(read(statusFile))) || {}, {});
  const { 'in-service': inService = false, modules, counters } = said;
  const more = { 'app-version': said['app-version'], 'last-transaction-at': said['last-transaction-at'] };
  return { 'in-service': inService, modules, counters, ...more };
}

/** Sends a beat; tries again until a newer one is there, at moments of chance, so that kiosks do not come back in step. */
let newest;
let lastText = '';
function deliver(body, tries = 0) {
  const token = tokenFile && attempt(() => read(tokenFile).trim());
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const { request } = target.protocol === 'https:' ? https : http;
  const ended = (text, again) => {
    if (text !== lastText) log(`gateway: ${text}`);
    lastText = text;
    const waitSeconds = Math.random() * Math.min(30, periodSeconds, 2 ** tries);
    if (again) setTimeout(() => body === newest && deliver(body, tries + 1), waitSeconds * 1_000);
  };
  const asking = request(target, { method: 'POST', headers, agent: false, timeout: 5_000 }, (answer) => {
    let reason = '';
    answer.setEncoding('utf8').on('data', (part) => (reason = (reason + part).slice(0, 300).trim()));
    const { statusCode } = answer;
    answer.on('close', () => ended(`${statusCode} ${reason}`, statusCode === 429 || statusCode >= 500));
  });
  asking.on('timeout', () => asking.destroy(new Error('no answer')));
  asking.on('error', ({ message }) => ended(message, true));
  asking.end(body);
}

function beat() {
  seq += 1;
  const own = { 'terminal-id': terminalId, seq, 'boot-id': bootId, 'uptime-s': Math.floor(uptime()) };
  newest = JSON.stringify({ ...own, ...status() });
  deliver(newest);
}

process.on('uncaughtException', ({ message }) => log(`goes on after: ${message}`));
log(`reports ${terminalId} to ${target.origin} every ${periodSeconds} s`);
beat();
setInterval(beat, periodSeconds * 1_000);
