import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { parseUplinkUrl } from '../../config/uplink-url.js';
import type { SessionSettings } from './connection.js';

/** A socket to the centre that is being connected; TLS certificates are verified. Throws when the URL is none. */
export function openSocket({ url, tls }: SessionSettings): Socket {
  const address = parseUplinkUrl(url);
  if (!address) throw new Error(`${url} is no address of an MQTT server`);
  const { host, port, secure } = address;
  // A small packet must not wait for the acknowledgement of the one before.
  if (!secure) return connectTcp({ host, port, noDelay: true });
  const name = isIP(host) ? {} : { servername: host };
  // Said outright: a variable of the environment would switch the verification off.
  const socket = connectTls({ host, port, ...name, ...tls, rejectUnauthorized: true });
  socket.setNoDelay(true);
  return socket;
}
