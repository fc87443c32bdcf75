// The least that could do the job: MQTT in, socket out. No check, no journal, no protocol, no reply.
// node bare.js separate|embedded MQTT_PORT DEVICE_PORT
import { connect, createServer } from 'node:net';
import { Aedes } from 'aedes';
import { connect as connectMqtt } from 'mqtt';

const [shape, mqttPort, devicePort] = process.argv.slice(2);
const socket = connect(Number(devicePort), '127.0.0.1');
socket.setNoDelay(true);
const forward = (payload: Uint8Array) =>
  socket.write(`${(JSON.parse(Buffer.from(payload).toString()) as { args: { number: string } }).args.number}\n`);

if (shape === 'broker' || shape === 'embedded') {
  const broker = await Aedes.createBroker();
  if (shape === 'embedded') {
    broker.subscribe(
      'call',
      (packet, done) => {
        forward(packet.payload as Buffer);
        done();
      },
      () => undefined,
    );
  }
  createServer({ noDelay: true }, broker.handle).listen(Number(mqttPort), '127.0.0.1', () => console.log('ready'));
} else {
  const client = connectMqtt(`mqtt://127.0.0.1:${mqttPort}`);
  client.on('connect', () => client.subscribe('call', () => console.log('ready')));
  client.on('message', (_topic, payload) => forward(payload));
}
