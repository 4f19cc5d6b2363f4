// A network that a process has to itself: a network namespace in which every address is this computer. What is sent
// there can be counted whole, whatever sends it and wherever to.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const ADDRESS = '198.51.100.2'; // Set aside for documentation (RFC 5737).
const COMMAND = ['--net', '--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])];

/** Whether this machine gives a process a network of its own; containers often do not. */
export const canBeAlone = spawnSync('unshare', [...COMMAND, 'ip', 'link', 'set', 'lo', 'up']).status === 0;

/** Runs a script of this folder, alone if that can be had, and answers with what it prints as JSON. */
export function run(script, ...words) {
  const node = [process.execPath, resolve(HERE, script), ...words];
  const [command, ...rest] = canBeAlone ? ['unshare', ...COMMAND, ...node, '--alone'] : node;
  return new Promise((done, failed) => {
    execFile(command, rest, { maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      error ? failed(new Error(`${error.message}\n${stderr}`)) : done(JSON.parse(stdout)),
    );
  });
}

/** In such a script: makes every address this very computer, which is also asked for names. */
export function takeTheNetwork() {
  // Peer connections want an interface that looks like one to the outside.
  for (const words of [
    'link set lo up',
    'link add out type veth peer name in',
    `addr add ${ADDRESS}/24 dev out`,
    'link set in up',
    'link set out up',
    `route add local 0.0.0.0/0 dev lo src ${ADDRESS}`,
  ])
    execFileSync('ip', words.split(' '));
  const names = join(tmpdir(), `darkroom-names-${process.pid}`);
  writeFileSync(names, `nameserver ${ADDRESS}\n`);
  execFileSync('mount', ['--bind', names, '/etc/resolv.conf']);
  process.once('exit', () => rmSync(names, { force: true }));
}

/** For Chromium, which has something to say to its maker (sign-in, updates, the time) with any page open: it finds nobody. */
export const NO_MAKER =
  '--host-resolver-rules=' +
  ['google.com', 'googleapis.com', 'gstatic.com', 'gvt1.com']
    .map((name) => `MAP *.${name} ~NOTFOUND, MAP ${name} ~NOTFOUND`)
    .join(', ');
