// A small DICOM writer and reader for the tests: explicit VR little endian, enough to make studies and to look at what
// comes out. Shares nothing with the engine.

const LONG = new Set(['OB', 'OW', 'OF', 'OD', 'SQ', 'UN', 'UT', 'UC', 'UR']);

function padded(bytes, vr) {
  if (bytes.length % 2 === 0) return bytes;
  return Buffer.concat([bytes, Buffer.from([vr === 'UI' || vr === 'OB' || vr === 'UN' ? 0 : 32])]);
}

function valueOf(vr, value) {
  if (Buffer.isBuffer(value)) return value;
  if (vr === 'UL') return Buffer.from(Uint32Array.from([value].flat()).buffer);
  if (vr === 'US') return Buffer.from(Uint16Array.from([value].flat()).buffer);
  if (vr === 'SQ') {
    return Buffer.concat(value.map((item) => {
      const bytes = dataSet(item);
      const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
      head.writeUInt32LE(bytes.length, 4);
      return Buffer.concat([head, bytes]);
    }));
  }
  return Buffer.from(String(value), 'latin1');
}

/** One element: `tag` is eight hex digits. */
function element(tag, vr, value) {
  const bytes = padded(valueOf(vr, value), vr);
  const head = Buffer.alloc(LONG.has(vr) ? 12 : 8);
  head.writeUInt16LE(parseInt(tag.slice(0, 4), 16), 0);
  head.writeUInt16LE(parseInt(tag.slice(4), 16), 2);
  head.write(vr, 4, 'latin1');
  if (LONG.has(vr)) head.writeUInt32LE(bytes.length, 8);
  else head.writeUInt16LE(bytes.length, 6);
  return Buffer.concat([head, bytes]);
}

function dataSet(elements) {
  return Buffer.concat(Object.entries(elements).sort(([a], [b]) => (a < b ? -1 : 1)).map(([tag, [vr, value]]) => element(tag, vr, value)));
}

/** An element whose items' value ends by a delimiter. */
function encapsulated(tag, value) {
  const head = element(tag, 'OB', Buffer.alloc(0));
  head.writeUInt32LE(0xffffffff, 8);
  return Buffer.concat([head, value]);
}

/** A Part 10 file. */
export function file(elements, transferSyntax = '1.2.840.10008.1.2.1') {
  const meta = dataSet({
    '00020001': ['OB', Buffer.from([0, 1])],
    '00020002': ['UI', elements['00080016'][1]],
    '00020003': ['UI', elements['00080018'][1]],
    '00020010': ['UI', transferSyntax],
    '00020012': ['UI', '1.2.3.4'],
    '00020016': ['AE', 'HOSPITALPACS'],
  });
  const length = element('00020000', 'UL', meta.length);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, meta, dataSet(elements)]);
}

/** The top-level elements of a native Part 10 file: tag → { vr, bytes, text }. Sequences are kept as bytes. */
export function parse(buffer) {
  if (buffer.toString('latin1', 128, 132) !== 'DICM') throw new Error('no DICM');
  const found = new Map();
  let at = 132;
  while (at < buffer.length) {
    const tag = buffer.readUInt16LE(at).toString(16).padStart(4, '0') + buffer.readUInt16LE(at + 2).toString(16).padStart(4, '0');
    const vr = buffer.toString('latin1', at + 4, at + 6);
    const long = LONG.has(vr);
    let length = long ? buffer.readUInt32LE(at + 8) : buffer.readUInt16LE(at + 6);
    const start = at + (long ? 12 : 8);
    if (length === 0xffffffff) length = undefinedLength(buffer, start) - start;
    const bytes = buffer.subarray(start, start + length);
    found.set(tag, { vr, bytes, text: bytes.toString('latin1').replace(/[\0 ]+$/, '') });
    at = start + length;
  }
  return found;
}

/** The end of a sequence of undefined length, its delimiter included. */
function undefinedLength(buffer, start) {
  let at = start;
  for (;;) {
    const tag = buffer.readUInt32LE(at);
    const length = buffer.readUInt32LE(at + 4);
    at += 8;
    if (tag === 0xe0ddfffe) return at;
    if (length !== 0xffffffff) { at += length; continue; }
    for (;;) {
      if (buffer.readUInt32LE(at) === 0xe00dfffe) { at += 8; break; }
      const vr = buffer.toString('latin1', at + 4, at + 6);
      const long = LONG.has(vr);
      const inner = long ? buffer.readUInt32LE(at + 8) : buffer.readUInt16LE(at + 6);
      at += long ? 12 : 8;
      at = inner === 0xffffffff ? undefinedLength(buffer, at) : at + inner;
    }
  }
}

const US_IMAGE = '1.2.840.10008.5.1.4.1.1.6.1';
const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';

/** What every test patient's files say about him; the values are the tokens that must not come out. */
export const PATIENT = { name: 'TESTERTON^PRUDENCE', id: 'HOSP7788991', birth: '19610517', accession: 'ACCN4455667' };
export const TOKENS = ['TESTERTON', 'PRUDENCE', PATIENT.id, PATIENT.birth, PATIENT.accession, 'Saint Elsewhere', 'HOSPITALPACS'];

function common(sopClass, uid, modality, series, number) {
  return {
    '00080005': ['CS', 'ISO_IR 100'],
    '00080008': ['CS', 'ORIGINAL\\PRIMARY'],
    '00080016': ['UI', sopClass],
    '00080018': ['UI', uid],
    '00080020': ['DA', '20240611'],
    '00080030': ['TM', '101500'],
    '00080050': ['SH', PATIENT.accession],
    '00080060': ['CS', modality],
    '00080070': ['LO', 'Maker'],
    '00080080': ['LO', 'Saint Elsewhere'],
    '00080090': ['PN', 'TESTERTON^REFERRER'],
    '00081030': ['LO', `Study of ${PATIENT.name}`],
    '0008103e': ['LO', `${modality} series`],
    '00100010': ['PN', PATIENT.name],
    '00100020': ['LO', PATIENT.id],
    '00100030': ['DA', PATIENT.birth],
    '00100040': ['CS', 'F'],
    '00091001': ['LO', `private ${PATIENT.name}`],
    '00090010': ['LO', 'TEST PRIVATE'],
    '0020000d': ['UI', '1.2.826.0.1.3680043.10.5555.1'],
    '0020000e': ['UI', `1.2.826.0.1.3680043.10.5555.2.${series}`],
    '00200010': ['SH', 'ST1'],
    '00200011': ['IS', String(series)],
    '00200013': ['IS', String(number)],
  };
}

function image(rows, columns, samples, bits, photometric, frames, pixels) {
  return {
    '00280002': ['US', samples],
    '00280004': ['CS', photometric],
    ...(samples === 3 ? { '00280006': ['US', 0] } : {}),
    ...(frames > 1 ? { '00280008': ['IS', String(frames)] } : {}),
    '00280010': ['US', rows],
    '00280011': ['US', columns],
    '00280100': ['US', bits],
    '00280101': ['US', bits === 16 ? 12 : bits],
    '00280102': ['US', (bits === 16 ? 12 : bits) - 1],
    '00280103': ['US', 0],
    '7fe00010': [bits === 16 ? 'OW' : 'OB', pixels],
  };
}

/**
 * Ultrasound: `frames` frames of RGB, every sample 90 + frame, so that black stands out. `text` is white: { frame, rect };
 * `areas` are where the file says that the scan lies: [x0, y0, x1, y1]; `overlay` is a filled rectangle in a plane of its own
 * size; with `rle` the frames are compressed; `unreadable` is a JPEG that no decoder takes.
 */
export function ultrasound(number, { rows = 60, columns = 80, frames = 1, series = 7, text, flash, areas, model, overlay, rle, unreadable, patient, study } = {}) {
  const size = rows * columns * 3;
  const pixels = Buffer.alloc(size * frames);
  for (let frame = 0; frame < frames; frame += 1) pixels.fill(90 + frame, frame * size, (frame + 1) * size);
  if (flash !== undefined) {
    for (let frame = 0; frame < frames; frame += 1) pixels.fill(200, frame * size, frame * size + 3);
    pixels.fill(255, flash * size, (flash + 1) * size);
  }
  if (text) {
    const [x, y, width, height] = text.rect;
    for (let row = y; row < y + height; row += 1) {
      const start = text.frame * size + (row * columns + x) * 3;
      pixels.fill(255, start, start + width * 3);
    }
  }
  const area = ([x0, y0, x1, y1]) => ({
    '00186018': ['UL', x0], '0018601a': ['UL', y0], '0018601c': ['UL', x1], '0018601e': ['UL', y1],
  });
  const more = {
    ...(areas ? { '00186011': ['SQ', areas.map(area)] } : {}),
    ...(model ? { '00081090': ['LO', model] } : {}),
    ...(overlay ? plane(overlay) : {}),
  };
  const { '7fe00010': value, ...shape } = image(rows, columns, 3, 8, 'RGB', frames, pixels);
  const header = { ...more, ...common(US_IMAGE, `1.2.826.0.1.3680043.10.5555.3.${series}.${number}`, 'US', series, number), ...of(patient, study), ...shape };
  if (unreadable) return Buffer.concat([file(header, JPEG), encapsulated('7fe00010', items([Buffer.alloc(0), broken(rows, columns, 3)]))]);
  if (!rle) return file({ ...header, '7fe00010': value });
  const compressed = Array.from({ length: frames }, (_, frame) => toRle(pixels.subarray(frame * size, (frame + 1) * size)));
  return Buffer.concat([file(header, RLE), encapsulated('7fe00010', items([Buffer.alloc(0), ...compressed]))]);
}

const [JPEG, RLE] = ['1.2.840.10008.1.2.4.50', '1.2.840.10008.1.2.5'];

/** The form of a JPEG, without the tables that its scan would need. */
function broken(rows, columns, colours) {
  const segment = (marker, bytes) => [0xff, marker, 0, bytes.length + 2, ...bytes];
  const each = (describe) => Array.from({ length: colours }, (_, index) => describe(index + 1)).flat();
  return Buffer.from([
    0xff, 0xd8,
    ...segment(0xc0, [8, rows >> 8, rows & 255, columns >> 8, columns & 255, colours, ...each((colour) => [colour, 0x11, 0])]),
    ...segment(0xda, [colours, ...each((colour) => [colour, 0]), 0, 63, 0]),
    1, 2, 3, 4, 0xff, 0xd9,
  ]);
}

/** Items, and the delimiter behind them. */
function items(values) {
  const item = (tag, value) => {
    const head = Buffer.from([0xfe, 0xff, tag, 0xe0, 0, 0, 0, 0]);
    head.writeUInt32LE(value.length, 4);
    return Buffer.concat([head, value]);
  };
  return Buffer.concat([...values.map((value) => item(0x00, value)), item(0xdd, Buffer.alloc(0))]);
}

/** A frame of RGB as RLE of literal runs alone: a segment for each colour (PS3.5 G.5). */
function toRle(samples) {
  const segments = [0, 1, 2].map((colour) => {
    const plane = samples.filter((_, index) => index % 3 === colour);
    const runs = [];
    for (let at = 0; at < plane.length; at += 128) {
      const run = plane.subarray(at, at + 128);
      runs.push(Buffer.from([run.length - 1]), run);
    }
    const segment = Buffer.concat(runs);
    return segment.length % 2 ? Buffer.concat([segment, Buffer.from([0x80])]) : segment;
  });
  const head = Buffer.alloc(64);
  head.writeUInt32LE(3, 0);
  segments.reduce((offset, segment, index) => { head.writeUInt32LE(offset, 4 + index * 4); return offset + segment.length; }, 64);
  return Buffer.concat([head, ...segments]);
}

/** The frames in a value of items, each a single RLE fragment of RGB: samples by colour, colours one after the other. */
export function fromRle(value) {
  const frames = [];
  for (let at = 0; value.readUInt16LE(at + 2) === 0xe000;) {
    const length = value.readUInt32LE(at + 4);
    frames.push(value.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return frames.slice(1).map((frame) => {
    const ends = [1, 2, 3].map((index) => (index < 3 ? frame.readUInt32LE(4 + index * 4) : frame.length));
    return Buffer.concat(ends.map((end, index) => unpacked(frame.subarray(frame.readUInt32LE(4 + index * 4), end))));
  });
}

function unpacked(segment) {
  const out = [];
  for (let at = 0; at < segment.length;) {
    const count = segment.readInt8(at);
    if (count >= 0) {
      out.push(segment.subarray(at + 1, at + 2 + count));
      at += 2 + count;
    } else {
      if (count !== -128) out.push(Buffer.alloc(1 - count, segment[at + 1]));
      at += count === -128 ? 1 : 2;
    }
  }
  return Buffer.concat(out);
}

/** An overlay group whose plane is filled: x, y, width, height. */
function plane([x, y, width, height]) {
  const bits = Buffer.alloc(Math.ceil((width * height) / 8), 0xff);
  return {
    '60000010': ['US', height],
    '60000011': ['US', width],
    '60000022': ['LO', `Overlay of ${PATIENT.name}`],
    '60000040': ['CS', 'G'],
    '60000050': ['SS', Buffer.from(Int16Array.from([y + 1, x + 1]).buffer)],
    '60000100': ['US', 1],
    '60000102': ['US', 0],
    '60003000': ['OW', bits.length % 2 ? Buffer.concat([bits, Buffer.from([0])]) : bits],
  };
}

/** What a header says of its patient in place of the usual. */
function of({ name, id, issuer, birth } = {}, study, date) {
  return {
    ...(date === undefined ? {} : { '00080020': ['DA', date] }),
    ...(name === undefined ? {} : { '00100010': ['PN', name] }),
    ...(id === undefined ? {} : { '00100020': ['LO', id] }),
    ...(issuer === undefined ? {} : { '00100021': ['LO', issuer] }),
    ...(birth === undefined ? {} : { '00100030': ['DA', birth] }),
    ...(study === undefined ? {} : { '0020000d': ['UI', study] }),
  };
}

/**
 * CT: a ramp of 12 bits, of `most` steps; `text` is the highest value there is: a rectangle; `window` is its centre and width;
 * `unreadable` as above; `patient`, `study` and `date` are said in place of the usual, and so is `more`, elements.
 */
export function ct(number, options = {}) {
  const { rows = 64, columns = 64, series = 2, most = 4096, text, window = [2048, 4096], unreadable, patient, study, date, more = {} } = options;
  const pixels = Buffer.alloc(rows * columns * 2);
  for (let i = 0; i < rows * columns; i += 1) pixels.writeUInt16LE((i * 7 + number) % most, i * 2);
  const [x, y, width, height] = text ?? [0, 0, 0, 0];
  for (let row = y; row < y + height; row += 1) {
    for (let column = x; column < x + width; column += 1) pixels.writeUInt16LE(4095, (row * columns + column) * 2);
  }
  const { '7fe00010': value, ...shape } = image(rows, columns, 1, 16, 'MONOCHROME2', 1, pixels);
  const header = {
    ...common(CT_IMAGE, `1.2.826.0.1.3680043.10.5555.4.${series}.${number}`, 'CT', series, number),
    '00080008': ['CS', 'ORIGINAL\\PRIMARY\\AXIAL'],
    '00200032': ['DS', `0\\0\\${number}`],
    '00200037': ['DS', '1\\0\\0\\0\\1\\0'],
    '00281050': ['DS', String(window[0])],
    '00281051': ['DS', String(window[1])],
    ...of(patient, study, date),
    ...more,
    ...shape,
  };
  if (unreadable) return Buffer.concat([file(header, JPEG), encapsulated('7fe00010', items([Buffer.alloc(0), broken(rows, columns, 1)]))]);
  return file({ ...header, '7fe00010': value });
}

const VIDEO_ENDOSCOPY = '1.2.840.10008.5.1.4.1.1.77.1.1.1';

/** A video: `value` is the pixel element's, items and all. */
export function video(number, transferSyntax, { columns, rows, frames }, value, series = 9) {
  const { '7fe00010': _, ...described } = image(rows, columns, 3, 8, 'YBR_PARTIAL_420', frames, Buffer.alloc(0));
  const header = file({
    ...common(VIDEO_ENDOSCOPY, `1.2.826.0.1.3680043.10.5555.5.${series}.${number}`, 'ES', series, number),
    ...described,
    '00181063': ['DS', '40'],
    '00280009': ['AT', Buffer.from([0x18, 0x00, 0x63, 0x10])],
    '00282110': ['CS', '01'],
  }, transferSyntax);
  return Buffer.concat([header, encapsulated('7fe00010', value)]);
}
