import { expect, it } from 'vitest';
import { type Behaviour, type CentralConnection, connack, suback } from '../../../support/central-server.js';
import { seededRandom } from '../../../support/random.js';
import { centralLink } from './central-link.js';

const rounds = 120;
const seed = 977;

/** Bytes that look like packets more often than noise does: a type, a fitting length, small numbers. */
function nonsense(random: () => number): Buffer {
  const byte = (below = 256) => Math.floor(random() * below);
  const packets = Array.from({ length: 1 + byte(4) }, () => {
    const body = Array.from({ length: byte(20) }, () => (random() < 0.5 ? byte(5) : byte()));
    const length = random() < 0.8 ? body.length : byte();
    return [(byte(16) << 4) | (random() < 0.7 ? 0 : byte(16)), length, ...body];
  });
  return Buffer.from(packets.flat());
}

it.each([5, 4] as const)(
  `no nonsense of a centre harms the gateway, before CONNACK or behind it (MQTT %i, seed ${seed}, ${rounds} rounds)`,
  async (protocolVersion) => {
    const random = seededRandom(seed + protocolVersion);
    const babble = (it: CentralConnection) => {
      it.socket.write(nonsense(random));
      it.close();
    };
    const script = Array.from({ length: rounds }, (_, round): Behaviour => {
      if (round % 3 === 0) return { connect: babble };
      if (round % 3 === 1) return { subscribe: babble };
      return {
        subscribe: (it, packet) => {
          suback(1)(it, packet);
          babble(it);
        },
      };
    });
    const { centre, clock, ups, downs } = await centralLink({
      settings: { protocolVersion, sessionExpirySeconds: 1_000_000 },
      script: protocolVersion === 4 ? [{ connect: connack() }, ...script] : script,
    });
    while (centre.connections.all.length <= rounds) {
      const error = await downs.next();
      expect(error.code).toMatch(/^UPLINK_/);
      expect(error.message).toMatch(/^mqtt:\/\/127/);
      await clock.pass();
    }
    expect(downs.all.length).toBeGreaterThan(rounds / 2);
    await Promise.race([ups.next(), downs.next()]);
  },
);
