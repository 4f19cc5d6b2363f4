// Packs the page: node www/pack.mjs [folder of wasm-bindgen's output, default target/page] [folder to write, default
// dist] [--policy rules.json] [--critical] [--quick] [--models]
//
// In come darkroom.js and darkroom_opt.wasm (or darkroom_bg.wasm) of that folder and this folder's sources; out come
// dist/darkroom.html, one file that needs nothing else, dist/site/ for a web server, and dist/SHA256SUMS. The same
// input gives the same bytes: no dates, no random numbers. Rules that are named stand in the page, which then lets
// nobody choose others; it is the caller who makes sure that they are rules (`darkroom policy rules.json`). A critical
// release has whoever opens an older copy told of it before files are taken. With --models the page has those that read
// text in pictures (models/*.onnx), for an engine that can run them (cargo's feature text-models).
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { constants, gzipSync } from "node:zlib";
import zopfli from "@gfx/zopfli";
import { serverFiles } from "./headers.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const top = dirname(here);
const { values: named, positionals: [folder, target] } = parseArgs({
  options: {
    policy: { type: "string" },
    critical: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    models: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
// A page without the rules that somebody asked for would look like one with them.
if (named.policy === "") throw new Error("--policy names no file");
const made = resolve(folder ?? join(top, "target/page"));
const dist = resolve(target ?? join(top, "dist"));

const read = (name) => readFileSync(join(here, name), "utf8").replaceAll("\r\n", "\n");
const digest = (data, form) => createHash("sha256").update(data).digest(form);

/** The guide's pictures, as style: no element of this page may load anything. */
function shots() {
  const files = readdirSync(join(here, "guide")).filter((name) => name.endsWith(".webp")).sort();
  const rule = (name) => {
    const data = readFileSync(join(here, "guide", name)).toString("base64");
    return `.guide [data-chapter="${name.replace(".webp", "")}"] .shot { background-image: url(data:image/webp;base64,${data}) }\n`;
  };
  return files.map(rule).join("");
}

const wasmFile = ["darkroom_opt.wasm", "darkroom_bg.wasm"].map((name) => join(made, name)).find(existsSync);
if (!wasmFile) throw new Error(`no darkroom_opt.wasm or darkroom_bg.wasm in ${made}`);
const wasm = readFileSync(wasmFile);
const glue = readFileSync(join(made, "darkroom.js"), "utf8");
if (/require\("/.test(glue)) throw new Error("the wasm imports something that is not JavaScript's to give");
const style = `\n${read("style.css").trim()}\n${shots()}`;
const page = read("index.html");
const scripts = [
  "refused.js", "own.js", "senders.js", "elements.js", "door.js", "probes.js", "digest.js", "strangers.js", "engine.js",
  "models.js", "offline.js", "loader.js",
];
const loader = scripts.map(read).join("\n");

/**
 * The page's policy, with `'script'` where its script's digest goes: a script can't hold its own. Only the site may
 * connect, to itself, and only until its engine is loaded.
 */
function policy({ connect, workers }) {
  return [
    "default-src 'none'",
    "script-src 'script' 'wasm-unsafe-eval'",
    `style-src 'sha256-${digest(style, "base64")}'`,
    "img-src blob: data:",
    `worker-src ${workers}`,
    `connect-src ${connect}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-src 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types darkroom",
  ].join("; ");
}

/** The rules that are built in, byte for byte, as an attribute of the page's head; nothing if there are none. */
function rules(path) {
  if (path === undefined) return "";
  const text = readFileSync(path, "utf8");
  JSON.parse(text.replace(/^\uFEFF/, ""));
  const escapes = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "\n": "&#10;", "\r": "&#13;" };
  return `<meta name="darkroom-policy" content="${text.replace(/[&"<>\n\r]/g, (letter) => escapes[letter])}">\n`;
}

/** Puts the parts in their places. Functions, so that `$` in a part stays what it is. */
function assemble({ where, models = null, engine, allow }) {
  const wrapped = `function glue() {\n${glue.trim()}\nreturn wasm_bindgen;\n}`;
  // The braces keep every name out of the page's global scope.
  const skeleton = JSON.stringify(page).replaceAll("<", "\\u003c");
  const given = [
    `const engine = ${JSON.stringify(where)};`,
    `const models = ${JSON.stringify(models)};`,
    `const policy = ${JSON.stringify(policy(allow))};`,
    `const skeleton = ${skeleton};`,
  ].join("\n");
  const script = `\n"use strict";\n{\n${wrapped}\n${given}\n${loader}}\n`;
  if (/<\/script|<!--/i.test(script)) throw new Error("the script would end early");
  const csp = policy(allow).replace("'script'", `'sha256-${digest(script, "base64")}'`);
  const html = page
    .replace("<!-- csp -->", () => `<meta http-equiv="Content-Security-Policy" content="${csp}">`)
    .replace("<!-- rules -->\n", () => rules(named.policy))
    .replace("<!-- style -->", () => `<style id="style">${style}</style>`)
    .replace("<!-- engine -->\n", () => engine)
    .replace("<!-- script -->", () => `<script>${script}</script>`);
  return { html, csp };
}

/**
 * Bytes as text, two letters for 13 or 14 bits: of the 127 letters that UTF-8 has in one byte, all but the carriage
 * return, which a browser reads as a line feed, and <, which would be taken for the end of the element. A seventh longer
 * than the bytes; base64 is a third longer.
 */
function lettersOf(bytes) {
  const letters = Array.from({ length: 127 }, (_, at) => String.fromCharCode(at + 1)).filter((one) => !"\r<".includes(one));
  const count = letters.length;
  const text = [];
  let [number, bits] = [0, 0];
  for (const byte of bytes) {
    number |= byte << bits;
    bits += 8;
    if (bits < 14) continue;
    // 14 bits where two letters can say them.
    const width = (number & 8191) < count * count - 8192 ? 14 : 13;
    const pair = number & ((1 << width) - 1);
    text.push(letters[pair % count], letters[Math.floor(pair / count)]);
    number >>>= width;
    bits -= width;
  }
  if (bits > 0) text.push(letters[number % count]);
  if (bits > 7 || number >= count) text.push(letters[Math.floor(number / count)]);
  return text.join("");
}

const sums = [];

function write(name, data) {
  const path = join(dist, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
  sums.push(`${digest(data, "hex")}  ${name}\n`);
  console.log(`${name.padEnd(20)} ${(Buffer.byteLength(data) / 1e6).toFixed(2)} MB  SHA-256 ${digest(data, "hex")}`);
}

/** Bytes in the gzip format, the same on every machine. */
async function packedOf(bytes) {
  // The same format and a twentieth smaller, for a quarter of a minute's work. For trying and tests, quickly rather than small.
  const packed = named.quick
    ? gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION })
    : Buffer.from(await zopfli.gzipAsync(bytes, { numiterations: 5 }));
  // The header's byte for the operating system would differ between machines.
  packed[9] = 255;
  return packed;
}

/** Detector and reader, the first after its length in four bytes. */
async function packedModels() {
  const [detector, reader] = ["detector", "reader"].map((name) => readFileSync(join(here, "models", `${name}.onnx`)));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(detector.length);
  return packedOf(Buffer.concat([length, detector, reader]));
}

const packed = await packedOf(wasm);
const learned = named.models ? await packedModels() : undefined;
const holder = (id, bytes) => `<script type="text/plain" id="${id}">${lettersOf(bytes)}</script>\n`;
const alone = assemble({
  where: { sha256: digest(packed, "hex") },
  models: learned && { sha256: digest(learned, "hex") },
  engine: holder("engine", packed) + (learned ? holder("models", learned) : ""),
  allow: { connect: "'none'", workers: "blob:" },
});
// Named by its content: while a release is being uploaded, the page of one never meets the engine of another.
const engineName = `darkroom-${digest(wasm, "hex").slice(0, 16)}.wasm`;
const modelsName = learned && `models-${digest(learned, "hex").slice(0, 16)}.bin`;
const beside = (name, bytes) => ({ name, integrity: `sha256-${digest(bytes, "base64")}` });
const site = assemble({
  where: beside(engineName, wasm),
  models: learned && beside(modelsName, learned),
  engine: "",
  allow: { connect: "'self'", workers: "blob: 'self'" },
});
const files = { "index.html": digest(site.html, "hex"), [engineName]: digest(wasm, "hex") };
if (learned) files[modelsName] = digest(learned, "hex");
const keeper = read("sw.js");
const release = { critical: named.critical, files };
const version = digest(JSON.stringify(release) + keeper, "hex").slice(0, 16);

rmSync(dist, { recursive: true, force: true });
write("darkroom.html", alone.html);
write("site/index.html", site.html);
write(`site/${engineName}`, wasm);
if (learned) write(`site/${modelsName}`, learned);
write("site/sw.js", `const release = ${JSON.stringify({ version, ...release }, null, 2)};\n${keeper}`);
for (const [name, text] of Object.entries(serverFiles(site.csp))) write(name, text);
// For sha256sum -c. The page works the same number out of itself and writes it on its certificates.
writeFileSync(join(dist, "SHA256SUMS"), sums.join(""));
console.log(`wasm ${(wasm.length / 1e6).toFixed(2)} MB, packed ${(packed.length / 1e6).toFixed(2)} MB`);
