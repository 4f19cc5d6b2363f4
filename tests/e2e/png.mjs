// Reads the pictures of the tests, independently of the engine: PNG, and the boxes of MP4.
import { inflateSync } from 'node:zlib';

/** Name and data of each chunk of a PNG. */
export function chunks(file) {
  if (file.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') throw new Error('no PNG');
  const found = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    found.push([file.toString('latin1', at + 4, at + 8), file.subarray(at + 8, at + 8 + length)]);
    at += 12 + length;
  }
  return found;
}

/** Columns, rows and three bytes a pixel of a PNG of eight bits, grey or of colours. */
export function decode(file) {
  const all = chunks(file);
  const head = all[0][1];
  const [columns, rows, samples] = [head.readUInt32BE(0), head.readUInt32BE(4), head[9] === 0 ? 1 : 3];
  const raw = inflateSync(Buffer.concat(all.filter(([name]) => name === 'IDAT').map(([, data]) => data)));
  const wide = columns * samples;
  const out = Buffer.alloc(wide * rows);
  for (let y = 0; y < rows; y += 1) {
    const filter = raw[y * (wide + 1)];
    for (let x = 0; x < wide; x += 1) {
      const left = x >= samples ? out[y * wide + x - samples] : 0;
      const up = y ? out[(y - 1) * wide + x] : 0;
      const corner = y && x >= samples ? out[(y - 1) * wide + x - samples] : 0;
      const p = left + up - corner;
      const [a, b, c] = [left, up, corner].map((value) => Math.abs(p - value));
      const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
      out[y * wide + x] = raw[y * (wide + 1) + 1 + x] + [0, left, up, (left + up) >> 1, paeth][filter];
    }
  }
  const rgb = samples === 3 ? out : Buffer.from(Array.from(out, (grey) => [grey, grey, grey]).flat());
  return { columns, rows, rgb };
}

const HOLDERS = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'stbl'];

/** Path and data of each box of an MP4, those that hold others among them. */
export function boxes(file, path = '') {
  const found = [];
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32BE(at);
    const name = `${path}${file.toString('latin1', at + 4, at + 8)}`;
    const data = file.subarray(at + 8, at + length);
    found.push([name, data]);
    if (HOLDERS.some((holder) => name.endsWith(holder))) found.push(...boxes(data, `${name}/`));
    at += length;
  }
  return found;
}
