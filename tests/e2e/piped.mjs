// A whole Chromium that is told what to do through a pipe, and by nobody else: a driver that has pages take themselves for
// being in front keeps them from being frozen or discarded.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ARGUMENTS, WHOLE } from './page.mjs';

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Does it again and again until something comes of it. */
export async function until(what, look, seconds = 30) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await wait(50)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`in vain: ${what}`);
}

export async function piped() {
  const scratch = mkdtempSync(join(tmpdir(), 'darkroom-piped-'));
  const [profile, downloads] = ['profile', 'downloads'].map((name) => join(scratch, name));
  for (const folder of [profile, downloads]) mkdirSync(folder);
  // With the browser's own page about its tabs.
  writeFileSync(join(profile, 'Local State'), JSON.stringify({ internal_only_uis_enabled: true }));
  const args = ['--headless=new', ...ARGUMENTS, '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(WHOLE, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const asked = new Map();
  let [last, begun] = [0, ''];
  child.stdio[4].setEncoding('utf8').on('data', (text) => {
    const parts = (begun + text).split('\0');
    begun = parts.pop();
    for (const { id, error, result } of parts.map((part) => JSON.parse(part))) {
      const { resolve, reject } = asked.get(id) ?? {};
      asked.delete(id);
      if (error) reject?.(new Error(error.message));
      else resolve?.(result);
    }
  });
  const send = (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
    last += 1;
    asked.set(last, { resolve, reject });
    child.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  });
  await send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });

  /** A tab, attached to. */
  const tab = async (targetId) => {
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const evaluate = async (run, ...values) => {
      const expression = `(${run}).apply(null, ${JSON.stringify(values)})`;
      const ask = () => send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true }, sessionId);
      // A tab that has just been opened may have no page yet to ask.
      const { result, exceptionDetails } = await until('the page', () => ask().catch((error) => {
        if (!/default execution context/.test(error.message)) throw error;
      }));
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    };
    return {
      evaluate,
      until: (what, holds, ...values) => until(what, () => evaluate(holds, ...values)),
      toFront: () => send('Target.activateTarget', { targetId }),
      letGo: () => send('Target.detachFromTarget', { sessionId }),
      freeze: () => send('Page.setWebLifecycleState', { state: 'frozen' }, sessionId),
      async press(key) {
        const text = key.length === 1 ? key : key === 'Enter' ? '\r' : undefined;
        const code = { Enter: 13 }[key] ?? key.toUpperCase().charCodeAt(0);
        const all = { key, text, windowsVirtualKeyCode: code };
        for (const type of ['keyDown', 'keyUp']) await send('Input.dispatchKeyEvent', { type, ...all }, sessionId);
      },
      async setFiles(testId, files) {
        const { root } = await send('DOM.getDocument', {}, sessionId);
        const { nodeId } = await send('DOM.querySelector', { nodeId: root.nodeId, selector: `[data-testid=${testId}]` }, sessionId);
        await send('DOM.setFileInputFiles', { files, nodeId }, sessionId);
      },
    };
  };
  return {
    async open(url) {
      const { targetId } = await send('Target.createTarget', { url });
      await send('Target.activateTarget', { targetId });
      return tab(targetId);
    },
    /** The tab of an address: one that was discarded is another. */
    async again(url) {
      const found = await until('the tab', async () => (await send('Target.getTargets')).targetInfos.find((one) => one.url === url));
      await send('Target.activateTarget', { targetId: found.targetId });
      return tab(found.targetId);
    },
    saved: () => readdirSync(downloads).filter((name) => !name.endsWith('.crdownload')).map((name) => join(downloads, name)),
    async close() {
      send('Browser.close').catch(() => {});
      await ended;
      rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
