// Reads and writes the zips of the tests, independently of the engine.
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

const checksum = crc32 ?? ((bytes) => {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (0xedb88320 & -(value & 1));
  }
  return ~value >>> 0;
});

/** Entries of a zip by its central directory: name → bytes, each checked against its checksum. */
export function unzip(buffer) {
  const end = buffer.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('no end of central directory');
  const entries = new Map();
  let at = buffer.readUInt32LE(end + 16);
  for (let left = buffer.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = buffer.readUInt16LE(at + 10);
    const size = buffer.readUInt32LE(at + 20);
    const name = buffer.toString('utf8', at + 46, at + 46 + buffer.readUInt16LE(at + 28));
    const local = buffer.readUInt32LE(at + 42);
    const start = local + 30 + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28);
    const stored = buffer.subarray(start, start + size);
    const bytes = method === 8 ? inflateRawSync(stored) : stored;
    if (checksum(bytes) !== buffer.readUInt32LE(at + 16)) throw new Error(`checksum of ${name}`);
    entries.set(name, bytes);
    at += 46 + buffer.readUInt16LE(at + 28) + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32);
  }
  return entries;
}

/** The name of a paper among a zip's entries, whose name holds a code: `darkroom-certificate`, `README` or `SHA256SUMS`. */
export function nameOf(entries, start) {
  const names = [...entries.keys()].filter((name) => name.startsWith(`${start}-`));
  if (names.length !== 1) throw new Error(`${start}: ${names}`);
  return names[0];
}

export const paper = (entries, start) => entries.get(nameOf(entries, start));

/** A byte more of a checksum, without the inversions at its ends. */
function step(value, byte) {
  value ^= byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value >>> 1) ^ (0xedb88320 & -(value & 1));
  return value >>> 0;
}

/** Bytes under the traditional encryption of zips (APPNOTE 6.1), behind a header that ends with the checksum's last byte. */
function locked(bytes, password, check) {
  const keys = [0x12345678, 0x23456789, 0x34567890];
  const take = (byte) => {
    keys[0] = step(keys[0], byte);
    keys[1] = (Math.imul((keys[1] + (keys[0] & 0xff)) >>> 0, 134775813) + 1) >>> 0;
    keys[2] = step(keys[2], keys[1] >>> 24);
  };
  for (const byte of Buffer.from(password)) take(byte);
  const plain = Buffer.concat([Buffer.alloc(11, 7), Buffer.of(check), bytes]);
  return plain.map((byte) => {
    const low = (keys[2] & 0xffff) | 2;
    const mask = (Math.imul(low, low ^ 1) >>> 8) & 0xff;
    take(byte);
    return byte ^ mask;
  });
}

/** A zip of deflated entries, encrypted if there is a password. */
export function zip(entries, password) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, bytes] of Object.entries(entries)) {
    const packed = deflateRawSync(bytes);
    const data = password ? locked(packed, password, checksum(bytes) >>> 24) : packed;
    const title = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(password ? 1 : 0, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(checksum(bytes), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(title.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), fields, title, data);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, place, title);
    offset += 30 + title.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Object.keys(entries).length, 8);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
