// Serves dist/site/ on 127.0.0.1 and nothing else, with the headers of its _headers: for trying the page, and for its
// tests.
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { readFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { dirname, join, normalize, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SITE = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist', 'site');
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm', '.bin': 'application/octet-stream' };

/** Every header that the site is to be served with. */
export async function headers(site = SITE) {
  const lines = (await readFile(join(site, '_headers'), 'utf8')).split('\n').filter((line) => line.startsWith('  '));
  return Object.fromEntries(lines.map((line) => line.trim().split(/: (.*)/s)));
}

/** Starts the server, over TLS if there is a key for it; port 0 picks a free one. Answers with it once it listens. */
export function serve(port = 0, { under = '/', tls } = {}) {
  const listener = async (request, response) => {
    try {
      const asked = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
      if (!asked.startsWith(under)) throw new Error('not ours');
      const path = normalize(asked.slice(under.length - 1));
      const file = join(SITE, path.endsWith(sep) ? join(path, 'index.html') : path);
      const type = TYPES[file.slice(file.lastIndexOf('.'))];
      if (!file.startsWith(SITE + sep) || !type) throw new Error('not ours');
      const body = await readFile(file);
      response.writeHead(200, { 'content-type': type, ...(await headers()) }).end(body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    }
  };
  const server = tls ? createSecureServer(tls, listener) : createServer(listener);
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = await serve(8080).catch(() => serve(0));
  const address = `http://127.0.0.1:${server.address().port}/`;
  console.log(`Darkroom is at ${address} (press Ctrl+C to stop)`);
  console.log('New here? Choose "Open a sample study" on the page.');
  if (process.argv.includes('--open') && process.env.DISPLAY) {
    spawn('xdg-open', [address], { stdio: 'ignore', detached: true }).on('error', () => {});
  }
}
