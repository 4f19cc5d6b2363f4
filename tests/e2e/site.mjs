// Releases of the site, packed anew, and a web server whose files and manners a test can change while it runs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', wasm: 'application/wasm', bin: 'application/octet-stream' };

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Files of a folder that a server is to send: name → bytes. */
export function filesOf(folder) {
  const names = readdirSync(folder).filter((name) => TYPES[name.split('.').at(-1)]);
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/**
 * Packs the page again, with an engine whose bytes differ by a custom section of that name, and answers with the files
 * of the site.
 */
export function release(name, ...options) {
  const folder = mkdtempSync(join(tmpdir(), 'darkroom-release-'));
  try {
    cpSync(join(ROOT, 'target/page'), join(folder, 'made'), { recursive: true });
    const wasm = join(folder, 'made/darkroom_opt.wasm');
    const section = Buffer.from([0, name.length + 1, name.length, ...Buffer.from(name)]);
    writeFileSync(wasm, Buffer.concat([readFileSync(wasm), section]));
    const [made, dist] = [join(folder, 'made'), join(folder, 'dist')];
    execFileSync(process.execPath, [join(ROOT, 'www/pack.mjs'), made, dist, '--quick', ...options]);
    return filesOf(join(folder, 'dist/site'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Serves `files` (name → bytes) under `folder`. A test may exchange files and headers at any time; `change(name,
 * bytes)` makes of each body what a proxy would; `answer(request, response)` takes a request over by answering true.
 * What was asked for stands in `asked`.
 */
export async function host({ files, folder = '/', headers = { 'cache-control': 'no-cache' }, change, answer }) {
  const site = { files, headers, change, answer, asked: [] };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    site.asked.push(`${request.method} ${request.url}`);
    if (site.answer?.(request, response)) return;
    const name = pathname.startsWith(folder) ? pathname.slice(folder.length) || 'index.html' : '';
    const bytes = site.files[name];
    if (!bytes) return response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    const body = site.change?.(name, bytes) ?? bytes;
    response.writeHead(200, { 'content-type': TYPES[name.split('.').at(-1)], ...site.headers }).end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  site.url = `http://127.0.0.1:${server.address().port}${folder}`;
  site.close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return site;
}
