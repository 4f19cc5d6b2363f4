// Videos for the tests, made and read by the browser's own codecs and by containers of our own: a transport stream
// going in, an MP4 coming out. Shares nothing with the engine.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const SHAPE = { columns: 320, rows: 240, frames: 30 };

/** Where the “name” is: white on grey, in every frame. */
export const NAME = [40, 24, 120, 20];

/** A patch whose brightness tells the number of the frame. */
export const COUNTER = { x: 200, y: 180, side: 32 };
export const counterLevel = (frame) => 60 + frame * 5;

/** A page that may use codecs. */
export async function codecPage(browser) {
  const place = mkdtempSync(join(tmpdir(), 'darkroom-'));
  writeFileSync(join(place, 'blank.html'), '<!doctype html><title>codecs</title>');
  const page = await browser.newPage();
  await page.goto(pathToFileURL(join(place, 'blank.html')).href);
  return { page, close: async () => { await page.close(); rmSync(place, { recursive: true, force: true }); } };
}

/** Whether this browser has both codecs. */
export const hasH264 = (page) => page.evaluate(async () => {
  const config = { codec: 'avc1.640029', width: 320, height: 240, bitrate: 1e6, framerate: 25 };
  const asked = await Promise.all([globalThis.VideoEncoder, globalThis.VideoDecoder].map((codec) => codec?.isConfigSupported(config)));
  return asked.every((answer) => answer?.supported);
});

/** Coded pictures with start codes, encoded by the browser. */
export async function encode(page) {
  const coded = await page.evaluate(async ([shape, name, counter, levels]) => {
    const { columns, rows, frames } = shape;
    const out = [];
    const encoder = new VideoEncoder({
      output: (chunk) => { const bytes = new Uint8Array(chunk.byteLength); chunk.copyTo(bytes); out.push(Array.from(bytes)); },
      error: (error) => { throw error; },
    });
    encoder.configure({ codec: 'avc1.640029', width: columns, height: rows, bitrate: 3e6, framerate: 25, avc: { format: 'annexb' } });
    for (let frame = 0; frame < frames; frame += 1) {
      const planes = new Uint8Array((columns * rows * 3) / 2).fill(128);
      for (let y = 0; y < rows; y += 1) {
        for (let x = 0; x < columns; x += 1) planes[y * columns + x] = 70 + Math.round(60 * (x / columns) + 40 * (y / rows));
      }
      const fill = (x, y, width, height, level) => {
        for (let row = y; row < y + height; row += 1) planes.fill(level, row * columns + x, row * columns + x + width);
      };
      fill(...name, 235);
      fill(counter.x, counter.y, counter.side, counter.side, levels[frame]);
      const picture = new VideoFrame(planes, {
        format: 'I420', codedWidth: columns, codedHeight: rows, timestamp: frame * 40_000, duration: 40_000,
        colorSpace: { fullRange: false, matrix: 'bt709', primaries: 'bt709', transfer: 'bt709' },
      });
      encoder.encode(picture, { keyFrame: frame % 12 === 0 });
      picture.close();
    }
    await encoder.flush();
    return out;
  }, [SHAPE, NAME, COUNTER, Array.from({ length: SHAPE.frames }, (_, frame) => counterLevel(frame))]);
  return coded.map((bytes) => Buffer.from(bytes));
}

/** A transport stream of coded pictures; `type` is the stream type of its table. */
export function transportStream(pictures, type = 0x1b) {
  const packets = [];
  const packet = (pid, begins, counter, payload) => {
    const room = 184 - payload.length;
    const head = [0x47, (begins ? 0x40 : 0) | (pid >> 8), pid & 0xff, (room ? 0x30 : 0x10) | counter];
    if (room === 1) head.push(0);
    if (room > 1) head.push(room - 1, 0, ...Array(room - 2).fill(0xff));
    packets.push(Buffer.from(head), payload);
  };
  packet(0, true, 0, Buffer.from([0, 0, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xf0, 0, 0, 0, 0, 0]));
  packet(0x1000, true, 0, Buffer.from([0, 2, 0xb0, 18, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0, type, 0xe1, 0, 0xf0, 0, 0, 0, 0, 0]));
  let counter = 0;
  for (const picture of pictures) {
    const unit = Buffer.concat([Buffer.from([0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0]), picture]);
    for (let at = 0; at < unit.length; at += 184) {
      packet(0x100, at === 0, counter, unit.subarray(at, at + 184));
      counter = (counter + 1) % 16;
    }
  }
  return Buffer.concat(packets);
}

/** A pixel element's value: an empty offset table, and the stream as one fragment. */
export function fragment(stream) {
  const even = stream.length % 2 ? Buffer.concat([stream, Buffer.alloc(1)]) : stream;
  const item = (bytes) => {
    const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
    head.writeUInt32LE(bytes.length, 4);
    return Buffer.concat([head, bytes]);
  };
  return Buffer.concat([item(Buffer.alloc(0)), item(even), Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0])]);
}

/** The fragments of a pixel element's value; the first is the offset table. */
export function fragments(value) {
  const found = [];
  for (let at = 0; value.readUInt32LE(at) === 0xe000fffe;) {
    const length = value.readUInt32LE(at + 4);
    found.push(value.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return found;
}

function box(bytes, path) {
  let within = bytes;
  for (const kind of path) {
    let at = 0;
    while (within.toString('latin1', at + 4, at + 8) !== kind) at += within.readUInt32BE(at);
    within = within.subarray(at + 8, at + within.readUInt32BE(at));
  }
  return within;
}

/** An MP4's decoder record and coded pictures, by its own tables. */
export function mp4(bytes) {
  const tables = box(bytes, ['moov', 'trak', 'mdia', 'minf', 'stbl']);
  const sizes = box(tables, ['stsz']);
  const record = box(box(tables, ['stsd']).subarray(8), ['avc1']).subarray(78);
  let at = box(tables, ['stco']).readUInt32BE(8);
  const samples = [];
  for (let sample = 0; sample < sizes.readUInt32BE(8); sample += 1) {
    const size = sizes.readUInt32BE(12 + sample * 4);
    samples.push(bytes.subarray(at, at + size));
    at += size;
  }
  const keys = box(tables, ['stss']);
  const isKey = new Set(Array.from({ length: keys.readUInt32BE(4) }, (_, key) => keys.readUInt32BE(8 + key * 4) - 1));
  return { description: box(record, ['avcC']), samples, isKey };
}

/** The brightness of every decoded picture. */
export async function decode(page, { description, samples, isKey }) {
  const given = samples.map((bytes, number) => [isKey.has(number), bytes.toString('base64')]);
  const planes = await page.evaluate(async ([record, coded]) => {
    const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const out = [];
    const decoder = new VideoDecoder({ output: (picture) => out.push(picture), error: (error) => { throw error; } });
    const description = bytesOf(record);
    const codec = `avc1.${[1, 2, 3].map((at) => description[at].toString(16).padStart(2, '0')).join('')}`;
    decoder.configure({ codec, description });
    coded.forEach(([key, data], number) => {
      decoder.decode(new EncodedVideoChunk({ type: key ? 'key' : 'delta', timestamp: number * 40_000, data: bytesOf(data) }));
    });
    await decoder.flush();
    const made = [];
    for (const picture of out) {
      const { width, height } = picture.visibleRect;
      const bytes = new Uint8Array(picture.allocationSize());
      const [bright] = await picture.copyTo(bytes);
      const rows = Array.from({ length: height }, (_, row) => bytes.subarray(bright.offset + row * bright.stride, bright.offset + row * bright.stride + width));
      let text = '';
      for (const row of rows) text += String.fromCharCode(...row);
      made.push(btoa(text));
      picture.close();
    }
    return made;
  }, [description.toString('base64'), given]);
  return planes.map((text) => Buffer.from(text, 'base64'));
}
