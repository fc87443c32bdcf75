import { expect, it, onTestFinished } from 'vitest';
import { heartbeatOptions } from '../../../drivers/terminal/heartbeat/options.js';
import { type HeartbeatContext, HeartbeatSession } from '../../../drivers/terminal/heartbeat/session.js';
import { heartbeatPosts } from '../../../gateway/heartbeat/http.js';
import { createIntake } from '../../../gateway/heartbeat/intake.js';
import { startHttpServer } from '../../../gateway/http/server.js';
import { createHeartbeat, type HeartbeatView } from '../../../simulators/terminal/heartbeat.js';
import { seededRandom } from '../../support/random.js';
import { recordingContext } from '../../support/recording-context.js';
import { VirtualClock } from '../../support/virtual-clock.js';

it('forty kiosks that beat once a second, all at the same moment, are all heard, and none takes a place from another', async () => {
  const clock = new VirtualClock();
  const ids = Array.from({ length: 40 }, (_, index) => `kiosk-${index + 1}`);
  const sessions = new Map<string, { session: HeartbeatSession; state: Record<string, unknown> }>();
  const intake = createIntake({
    devices: ids.map((id) => ({ id, access: { users: [] } })),
    clock,
    brokerHasUsers: false,
    httpIsLocal: true,
    pollNow: (id) => void sessions.get(id)?.session.poll(),
    onWrongToken: () => undefined,
  });
  for (const id of ids) {
    const options = heartbeatOptions.parse({ periodSeconds: 2 });
    const { context, seen } = recordingContext<HeartbeatContext['options'], 'none'>({
      options,
      link: undefined,
      clock,
    });
    const means = { deviceId: id, hours: undefined, unverified: () => undefined, beats: intake.beatsOf(id) };
    sessions.set(id, { session: new HeartbeatSession({ ...context, ...means }, undefined), state: seen.state });
  }
  const server = await startHttpServer({
    ...{ host: '127.0.0.1', port: 0, routes: {}, posts: heartbeatPosts(intake), maxConnections: 32 + 2 * intake.size },
    onError: (error) => expect.unreachable(String(error)),
  });
  const url = `http://127.0.0.1:${server.port}`;
  const agents = ids.map((deviceId) =>
    createHeartbeat({ clock: new VirtualClock(), random: seededRandom(1) }, { url, deviceId, periodSeconds: 1 }),
  );
  onTestFinished(async () => {
    for (const agent of agents) agent.close();
    for (const { session } of sessions.values()) await session.close();
    await server.close();
  });

  for (let second = 0; second < 6; second++) {
    await Promise.all(agents.map((agent) => agent.actions['beat']!({})));
    await clock.advance(1_000);
  }
  for (const agent of agents) {
    expect(agent.view() as HeartbeatView).toMatchObject({ sent: 6, lost: 0, lastAnswer: '204' });
  }
  for (const { state } of sessions.values()) {
    expect(state).toMatchObject({
      service: 'in-service',
      heartbeat: { seq: 6, missed: 0, repeated: 0, refused: 0, excess: 0 },
    });
  }
});
