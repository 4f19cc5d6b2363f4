// Firefox, driven by its own Marionette: WebDriver's commands over a plain socket, which needs no driver beside it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { driven } from './webdriver.mjs';

/** Firefox ESR; nothing if it is not installed. */
export function program() {
  const named = process.env.FIREFOX ?? 'firefox-esr';
  return spawnSync(named, ['--version']).error ? undefined : named;
}

/** Starts Firefox with a profile of its own; `preferences` are added to those of a quiet browser. */
export async function firefox(preferences = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'darkroom-firefox-'));
  const downloads = join(profile, 'saved');
  mkdirSync(downloads);
  const all = {
    'marionette.port': 0, // Any free one; it is told in a file of the profile.
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.download.alwaysOpenPanel': false,
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'app.normandy.enabled': false,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'browser.aboutwelcome.enabled': false,
    ...preferences,
  };
  const line = (preference) => `user_pref(${preference.map((part) => JSON.stringify(part)).join(', ')});\n`;
  writeFileSync(join(profile, 'user.js'), Object.entries(all).map(line).join(''));
  const size = ['--width', '1280', '--height', '900'];
  const how = ['--headless', '--no-remote', '--marionette', ...size, '--profile', profile];
  const child = spawn(program(), how, { stdio: 'ignore' });
  const ended = new Promise((resolve) => { child.once('exit', resolve); child.once('error', resolve); });
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const send = await marionette(join(profile, 'MarionetteActivePort'));
    await send('NewSession', { acceptInsecureCerts: true });
    return driven({ send, downloads, quit: stop });
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** Connects to the port that is in a file as soon as there is one; answers with what sends a command. */
async function marionette(file) {
  const end = Date.now() + 60_000;
  while (!existsSync(file) || !readFileSync(file, 'utf8')) {
    if (Date.now() > end) throw new Error('Firefox did not start');
    await sleep(50);
  }
  const socket = connect(Number(readFileSync(file, 'utf8')), '127.0.0.1');
  const waiting = new Map();
  const failed = (fault) => { waiting.forEach(({ reject }) => reject(fault)); waiting.clear(); };
  socket.on('error', failed).on('close', () => failed(new Error('Firefox has gone')));
  let received = Buffer.alloc(0);
  await new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      // Each message is its length in bytes, a colon, and JSON; the first is a greeting.
      for (;;) {
        const colon = received.indexOf(':');
        const length = Number(received.subarray(0, Math.max(colon, 0)).toString());
        if (colon < 0 || received.length < colon + 1 + length) return;
        const message = JSON.parse(received.subarray(colon + 1, colon + 1 + length).toString());
        received = received.subarray(colon + 1 + length);
        if (Array.isArray(message)) answered(message);
        else resolve();
      }
    });
  });
  function answered([, number, error, result]) {
    const asked = waiting.get(number);
    waiting.delete(number);
    if (error) asked?.reject(new Error(`${error.error}: ${error.message}`));
    else asked?.resolve(result && 'value' in result ? result.value : result);
  }
  let last = 0;
  return (name, parameters) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    const message = Buffer.from(JSON.stringify([0, last, `WebDriver:${name}`, parameters]));
    socket.write(Buffer.concat([Buffer.from(`${message.length}:`), message]));
  });
}
