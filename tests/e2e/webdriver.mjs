// A browser driven by WebDriver, as the main job wants it. `send` carries a command to the browser: its name in
// Marionette, which is the name in the standard without spaces, and its parameters.
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ends of names of files that are still being written. */
const UNFINISHED = /\.(part|wkdownload)$/;

/** `downloads` is the folder that the browser saves to, `quit` ends it. */
export function driven({ send, downloads, quit }) {
  const perform = (source) => send('PerformActions', { actions: [source] });
  return {
    goto: (url) => send('Navigate', { url }),
    evaluate: (run, ...args) => send('ExecuteScript', { script: `return (${run}).apply(null, arguments)`, args }),
    async setFiles(testId, paths) {
      const found = await send('FindElement', { using: 'css selector', value: `[data-testid=${testId}]` });
      await send('ElementSendKeys', { id: Object.values(found)[0], text: paths.join('\n') });
    },
    pointer(points) {
      const move = ([x, y]) => ({ type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 });
      const [first, ...rest] = points.map(move);
      const actions = [first, { type: 'pointerDown', button: 0 }, ...rest, { type: 'pointerUp', button: 0 }];
      return perform({ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions });
    },
    press(value) {
      const actions = [{ type: 'keyDown', value }, { type: 'keyUp', value }];
      return perform({ type: 'key', id: 'keyboard', actions });
    },
    async screenshot(path) {
      writeFileSync(path, Buffer.from(await send('TakeScreenshot', {}), 'base64'));
    },
    async saved() {
      const files = readdirSync(downloads).map((name) => ({ name, path: join(downloads, name) }));
      if (files.some(({ name }) => UNFINISHED.test(name))) return [];
      const written = files.map((file) => ({ ...file, stat: statSync(file.path) })).filter(({ stat }) => stat.size > 0);
      return written.sort((a, b) => a.stat.mtimeMs - b.stat.mtimeMs).map(({ name, path }) => ({ name, path }));
    },
    close: quit,
  };
}
