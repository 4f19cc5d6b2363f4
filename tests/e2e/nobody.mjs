// Whether anything of a patient stands in what came out: in names, and in every byte, packed or not.
import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { TOKENS } from './dicom.mjs';
import { chunks } from './png.mjs';
import { unzip } from './zip.mjs';

/** A file by its name, and what is packed in it: entries of zips, samples of PNGs. */
function* within(name, bytes) {
  yield [name, bytes];
  const starts = (magic) => bytes.toString('latin1', 0, magic.length) === magic;
  if (starts('PK')) for (const [entry, content] of unzip(bytes)) yield* within(`${name}/${entry}`, content);
  if (starts('\x89PNG')) {
    const data = chunks(bytes).filter(([kind]) => kind === 'IDAT').map(([, data]) => data);
    yield [`${name}, its samples`, inflateSync(Buffer.concat(data))];
  }
}

/** Bytes as a text in which a word is found however it is written: letters of one byte or of two. */
const readings = (bytes) => ['latin1', 'utf8', 'utf16le'].map((encoding) => bytes.toString(encoding).toLowerCase());

/** Asserts that none of the words stands in any of the files (name → bytes), nor in a name, whatever the capitals. */
export function assertNobody(files, words = TOKENS) {
  for (const [name, bytes] of files) {
    for (const [place, content] of within(name, bytes)) {
      const texts = [place.toLowerCase(), ...readings(content)];
      for (const word of words) assert.ok(!texts.some((text) => text.includes(word.toLowerCase())), `${word} in ${place}`);
    }
  }
}
