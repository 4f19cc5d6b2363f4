// WebKitGTK's MiniBrowser on a screen of its own, driven by WebKitWebDriver.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { driven } from './webdriver.mjs';

const LIBRARIES = '/usr/lib';

/** Paths of WebDriver's commands; by POST unless they ask for something. */
const COMMANDS = {
  Navigate: () => ['POST', '/url'],
  ExecuteScript: () => ['POST', '/execute/sync'],
  FindElement: () => ['POST', '/element'],
  ElementSendKeys: ({ id }) => ['POST', `/element/${id}/value`],
  PerformActions: () => ['POST', '/actions'],
  SetWindowRect: () => ['POST', '/window/rect'],
  TakeScreenshot: () => ['GET', '/screenshot'],
};

/** Where MiniBrowser is; `undefined` if it, its driver or its screen is not installed. */
export function miniBrowser() {
  const found = (program, argument) => spawnSync(program, [argument]).error === undefined;
  if (!found('WebKitWebDriver', '--help') || !found('Xvfb', '-help')) return undefined;
  const within = (folder, name) => readdirSync(folder).filter((entry) => name.test(entry)).map((entry) => join(folder, entry));
  const kits = within(LIBRARIES, /-linux-gnu$/).flatMap((folder) => within(folder, /^webkit2gtk-4/));
  return kits.flatMap((kit) => within(kit, /^MiniBrowser$/)).at(-1);
}

/** Starts MiniBrowser with a home of its own. Over http it takes every host for this machine. */
export async function webkit() {
  const home = mkdtempSync(join(tmpdir(), 'darkroom-webkit-'));
  const downloads = join(home, 'saved');
  mkdirSync(downloads);
  mkdirSync(join(home, '.config'));
  writeFileSync(join(home, '.config/user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/saved"\n');
  // It tells the number of its display on the stream 3.
  const size = ['-screen', '0', '1400x1600x24'];
  const screen = spawn('Xvfb', ['-displayfd', '3', ...size, '-nolisten', 'tcp'], { stdio: [null, null, null, 'pipe'] });
  const number = await new Promise((resolve) => { screen.stdio[3].once('data', resolve); });
  const port = await freePort();
  const proxy = await listening(everyHostIsHere());
  const env = {
    ...process.env,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local'),
    DISPLAY: `:${String(number).trim()}`,
    LIBGL_ALWAYS_SOFTWARE: '1',
  };
  const driver = spawn('WebKitWebDriver', [`--port=${port}`], { env, stdio: 'ignore', detached: true });
  const ended = [screen, driver].map((child) => new Promise((resolve) => { child.once('exit', resolve); }));
  const request = async (method, path, body) => {
    const sent = method === 'POST' ? JSON.stringify(body) : undefined;
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: sent });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  const stop = async () => {
    // The browser is the driver's child: it is of its group.
    try { process.kill(-driver.pid, 'SIGKILL'); } catch { /* It has gone already. */ }
    screen.kill('SIGKILL');
    proxy.close();
    await Promise.all(ended);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const { sessionId } = await started(() => request('POST', '/session', {
      capabilities: {
        alwaysMatch: {
          acceptInsecureCerts: true,
          proxy: { proxyType: 'manual', httpProxy: `127.0.0.1:${proxy.address().port}` },
          'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation'] },
        },
      },
    }));
    const send = (name, parameters) => {
      const [method, path] = COMMANDS[name](parameters);
      return request(method, `/session/${sessionId}${path}`, parameters);
    };
    // Tall, since every download takes a strip of it.
    await send('SetWindowRect', { x: 0, y: 0, width: 1280, height: 1500 });
    return driven({ send, downloads, quit: stop });
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** A proxy that asks this machine, whatever the host is called: MiniBrowser can be told of no names. */
function everyHostIsHere() {
  return createServer((request, response) => {
    const { port, pathname } = new URL(request.url);
    const { method, headers } = request;
    const asked = forward({ port, path: pathname, method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    request.pipe(asked.on('error', () => response.destroy()));
  });
}

function listening(server) {
  return new Promise((resolve) => { server.listen(0, '127.0.0.1', () => resolve(server)); });
}

async function freePort() {
  const server = await listening(createServer());
  const { port } = server.address();
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

/** Asks again for as long as nobody listens. */
async function started(ask) {
  const end = Date.now() + 60_000;
  for (;;) {
    try {
      return await ask();
    } catch (fault) {
      if (fault.cause?.code !== 'ECONNREFUSED' || Date.now() > end) throw fault;
      await sleep(50);
    }
  }
}
