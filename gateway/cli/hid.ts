import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import {
  createHidOpener,
  type HidLink,
  type HidLinkSettings,
  listHid,
  type PluggedHid,
  systemClock,
} from '../../drivers/index.js';
import { parseAddress } from './address.js';
import { CliExit, exitCode } from './exit.js';
import { type LearnedUse, learnedYaml, learnKeys } from './hid-learn.js';
import { hidText, kindOf, linkOf, udevRules } from './hid-list-text.js';

/** `branch-gateway hid list`: what is plugged in, and what the configuration would say of it. */
export async function hidList({ json }: { readonly json?: boolean }): Promise<void> {
  const devices = await plugged();
  const rows = await Promise.all(devices.map(async (device) => ({ device, mayOpen: await mayOpen(device) })));
  if (json) {
    const told = rows.map(({ device, mayOpen: open }) => {
      const { class: deviceClass, driver } = kindOf(device) ?? {};
      return { ...device, mayOpen: open, class: deviceClass, driver, link: linkOf(device, devices) };
    });
    console.log(JSON.stringify(told, null, 2));
  } else if (rows.length === 0) {
    console.log('no HID device is plugged in, or none can be seen: in a container give it /dev and /run/udev');
  } else {
    console.log(rows.map(({ device, mayOpen: open }) => hidText(device, devices, open)).join('\n'));
  }
}

interface LearnCommand {
  readonly use: LearnedUse;
  readonly counter: string;
  readonly usb?: string;
  readonly path?: string;
  readonly relay?: string;
}

/** `branch-gateway hid learn`: asks for each key and prints the device for the configuration. */
export async function hidLearn(options: LearnCommand): Promise<void> {
  const { settings, link: shown, rules } = await chosenKeypad(options);
  const link = await open(settings);
  const terminal = createInterface({ input: process.stdin });
  try {
    const keys = await learnKeys({
      link,
      use: options.use,
      clock: systemClock,
      onLine: (listener) => void terminal.on('line', listener),
      // What is printed on standard output is the configuration alone.
      say: (text) => void process.stderr.write(`${text}\n`),
    });
    const yaml = learnedYaml({ link: shown, use: options.use, counter: options.counter, keys });
    console.log([yaml.trimEnd(), ...rules.map((rule) => `# udev: ${rule}`)].join('\n'));
  } catch (error) {
    throw new CliExit(exitCode.failed, (error as Error).message);
  } finally {
    terminal.close();
    await link.close();
  }
}

interface Chosen {
  readonly settings: HidLinkSettings;
  /** As it stands in the configuration. */
  readonly link: Readonly<Record<string, unknown>>;
  readonly rules: readonly string[];
}

async function chosenKeypad({ usb, path, relay }: LearnCommand): Promise<Chosen> {
  if (relay !== undefined) {
    const settings = { type: 'hid-tcp' as const, ...parseAddress('--relay', relay) };
    return { settings, link: settings, rules: [] };
  }
  const devices = await plugged();
  const keypads = devices.filter((device) => kindOf(device)?.driver === 'hid-keyboard');
  const fitting = keypads.filter(
    (device) =>
      (usb === undefined || `${device.vendorId}:${device.productId}` === usb.toLowerCase()) &&
      (path === undefined || device.path === path),
  );
  const [found, ...others] = fitting;
  if (!found || others.length > 0) throw notOne(fitting.length, keypads);
  const link = linkOf(found, devices);
  return { settings: link as HidLinkSettings, link, rules: udevRules(found) };
}

function notOne(count: number, keypads: readonly PluggedHid[]): CliExit {
  const present = keypads.map(({ path, vendorId, productId, name }) => `${path} (${vendorId}:${productId} ${name})`);
  const found = count === 0 ? 'no such keypad' : `${count} keypads`;
  const allowed = '--usb VENDOR:PRODUCT or --path /dev/hidrawN of one of them, or --relay HOST:PORT';
  return new CliExit(exitCode.usage, `${found}; plugged in: ${present.join(', ') || 'none'}; allowed: ${allowed}`);
}

async function open(settings: HidLinkSettings): Promise<HidLink> {
  try {
    return await createHidOpener({ clock: systemClock })(settings, new AbortController().signal);
  } catch (error) {
    throw new CliExit(exitCode.unreachable, (error as Error).message);
  }
}

async function plugged(): Promise<PluggedHid[]> {
  try {
    return await listHid();
  } catch (error) {
    throw new CliExit(exitCode.failed, `HID devices cannot be seen: ${(error as Error).message}`);
  }
}

function mayOpen({ path }: PluggedHid): Promise<boolean> {
  return access(path, constants.R_OK | constants.W_OK).then(
    () => true,
    () => false,
  );
}
