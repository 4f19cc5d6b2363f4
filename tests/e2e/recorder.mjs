// Records what reaches the network. In a network namespace of its own it is the whole network: every name, every
// address leads to it. Elsewhere it is a proxy, which sees no question about a name.
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const ADDRESS = [203, 0, 113, 9]; // Set aside for documentation (RFC 5737); here it is this computer.

/** The name that a DNS question asks for, and where the question ends. */
function asked(message) {
  const labels = [];
  let at = 12;
  while (message[at]) {
    labels.push(message.toString('latin1', at + 1, at + 1 + message[at]));
    at += 1 + message[at];
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** Any name is at one address, and has nothing else. */
function answer(message, { type, end }) {
  const head = Buffer.from(message.subarray(0, end));
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(type === 1 ? 1 : 0, 6);
  head.writeUInt32BE(0, 8);
  return type === 1 ? Buffer.concat([head, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, ...ADDRESS])]) : head;
}

/** What the system has counted: packets, datagrams and connections, to anywhere. */
export function counters() {
  const rows = {};
  const lines = readFileSync('/proc/net/snmp', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(/:? /));
  for (let row = 0; row < lines.length; row += 2) {
    const [[kind, ...names], [, ...figures]] = [lines[row], lines[row + 1]];
    rows[kind] = Object.fromEntries(names.map((name, place) => [name, Number(figures[place])]));
  }
  return { packets: rows.Ip.OutRequests, datagrams: rows.Udp.OutDatagrams, connections: rows.Tcp.ActiveOpens };
}

/** Starts to record. `heard` grows: `{ by, name }` for each question, connection or datagram. */
export async function record(alone) {
  const heard = [];
  const open = [];
  const tcp = (port, by) =>
    new Promise((resolve, reject) => {
      const server = createServer((socket) => {
        const seen = { by, name: '' };
        heard.push(seen);
        socket.on('error', () => {});
        socket.once('data', (bytes) => {
          const text = bytes.toString('latin1');
          // From the Host header or the proxy's first line, or from a TLS greeting, in which it stands as it is.
          seen.name = (text.match(/[a-z0-9-]+\.leak\.example/) ??
            text.match(/[a-z0-9-]+(\.[a-z0-9-]+)*\.(com|net|org)\b/) ?? ['?'])[0];
          // 204 leaves a page where it is.
          socket.end('HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n');
        });
      });
      server.once('error', reject).listen(port, alone ? '0.0.0.0' : '127.0.0.1', () => resolve(server.address().port));
      open.push(server);
    });
  const udp = (port, by) =>
    new Promise((resolve, reject) => {
      const socket = createSocket('udp4');
      socket.on('message', (message, from) => {
        if (by !== 'dns') return heard.push({ by, name: '' });
        const question = asked(message);
        heard.push({ by, name: question.name });
        socket.send(answer(message, question), from.port, from.address);
      });
      socket.once('error', reject).bind(port, '0.0.0.0', () => resolve(port));
      open.push(socket);
    });
  let proxy;
  if (alone) await Promise.all([tcp(80, 'tcp'), tcp(443, 'tcp'), udp(53, 'dns'), udp(443, 'udp'), udp(3478, 'udp')]);
  else proxy = await tcp(0, 'tcp');
  return {
    heard,
    proxy,
    close: () => {
      for (const one of open) one.close();
    },
  };
}
