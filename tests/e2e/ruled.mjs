// A Chromium that is ruled by managed policies, as a trust's is: it runs in a mount namespace of its own, in which a
// folder of policies lies over the browser's. Nothing outside of that namespace changes.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ARGUMENTS, playwright } from './page.mjs';

const UNSHARE = ['unshare', '--mount', ...(process.getuid?.() === 0 ? [] : ['--map-root-user'])];

// Where browsers of this kind look for policies: Chromium, Chrome, Edge. The last folder above them that most systems
// have is what is covered.
const PLACES = [['/etc/chromium', ''], ['/etc/opt', 'chrome/'], ['/etc/opt', 'edge/']];

/** Whether this machine lets a process mount folders that only it sees; containers often do not. */
export const canBeRuled = existsSync('/etc/chromium') && spawnSync(UNSHARE[0], [...UNSHARE.slice(1), 'true']).status === 0;

/** Writes what a browser's folder of policies would hold over each of their places; answers with the shell's words. */
function covers(scratch, policies) {
  const folders = [...new Set(PLACES.map(([place]) => place))].filter((place) => existsSync(place));
  return folders.map((place, at) => {
    const cover = join(scratch, `cover${at}`);
    cpSync(place, cover, { recursive: true });
    for (const [over, below] of PLACES.filter(([over]) => over === place)) {
      const managed = join(cover, below, 'policies/managed');
      mkdirSync(managed, { recursive: true });
      writeFileSync(join(managed, 'trust.json'), JSON.stringify(policies));
    }
    return `mount --bind '${cover}' '${place}'`;
  });
}

/**
 * Starts a browser under these policies. Its downloads go where its settings say (`downloads`), as a person's do; with
 * `answers` a dialog that asks where to is answered, which a browser without a screen cancels. With `close` all is gone.
 */
export async function ruled(policies, { answers = false } = {}) {
  const scratch = mkdtempSync(join(tmpdir(), 'darkroom-ruled-'));
  const downloads = join(scratch, 'downloads');
  mkdirSync(downloads);
  const command = process.env.CHROMIUM ?? '/usr/bin/chromium'; // Set by build.sh.
  const all = { DownloadDirectory: downloads, ...policies };
  const start = join(scratch, 'browser');
  const inside = [...covers(scratch, all), `exec '${command}' "$@"`].join(' && ');
  writeFileSync(join(scratch, 'inside'), inside);
  writeFileSync(start, `#!/bin/sh\nexec ${UNSHARE.join(' ')} sh '${join(scratch, 'inside')}' "$@"\n`);
  chmodSync(start, 0o755);
  const context = await playwright().launchPersistentContext(join(scratch, 'profile'), {
    executablePath: start,
    headless: true,
    viewport: { width: 1280, height: 800 },
    args: ARGUMENTS,
  });
  const session = await context.browser()?.newBrowserCDPSession() ?? await context.newCDPSession(context.pages()[0]);
  const behaviour = answers ? { behavior: 'allow', downloadPath: downloads } : { behavior: 'default' };
  await session.send('Browser.setDownloadBehavior', behaviour);
  return {
    context,
    downloads,
    async close() {
      await context.close();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
