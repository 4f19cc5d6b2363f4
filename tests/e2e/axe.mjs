// What axe-core finds amiss on a page, and what is cut off there.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** axe-core's own script, and why there is none. */
export function axe() {
  try {
    return { script: readFileSync(process.env.AXE ?? createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8') };
  } catch {
    return { missing: 'axe-core is not installed: npm ci' };
  }
}

// Everything; and what another theme can change.
const ALL = { rules: { 'target-size': { enabled: true } } };
const COLOURS = { runOnly: ['color-contrast'] };

/**
 * Has axe look at the page from a world of its own beside the page's script, which lets nobody make links; answers with
 * what it finds each time it is asked.
 */
async function apart(page, script, options) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const run = async (expression) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression, contextId, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await run(`${script};0`);
  return () => run(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, any, all, none }) =>
      id + ': ' + target + ' ' + ([...any, ...all, ...none][0]?.message ?? ''))))`);
}

/** What looks at a page in one state after another: `at(state)`; all that was amiss is in `faults`. */
export function inspector(page, script, { onlyColours = false } = {}) {
  const faults = [];
  let look, states = 0;
  return {
    faults,
    states: () => states,
    async at(state) {
      states += 1;
      look ??= await apart(page, script, onlyColours ? COLOURS : ALL);
      const violations = await look();
      const here = await page.evaluate(() => {
        const cut = [document.documentElement, document.querySelector('.page')]
          .filter((element) => element.scrollWidth > innerWidth || element.scrollHeight > innerHeight + 1).length;
        const stage = document.getElementById('stage')?.getBoundingClientRect();
        const foot = document.querySelector('.foot').getBoundingClientRect();
        const hidden = stage && stage.height && (stage.bottom > foot.top + 1 || stage.height < 120);
        return [cut && 'the page itself is cut', hidden && `the picture has ${stage.height} px`, !document.querySelector('h1') && 'no h1'].filter(Boolean);
      });
      faults.push(...[...violations, ...here].map((fault) => `${state}: ${fault}`));
    },
  };
}
