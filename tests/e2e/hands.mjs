// A person's hands, counted: every press, key, drag and turn of the wheel is one action. Looking is none.

/** The hands of whoever works at a page; `list` is what they have done. */
export function hands(page) {
  const list = [];
  const act = async (what, how) => {
    list.push(what);
    await how();
  };
  return {
    list,
    click: (locator, what) => act(`press ${what}`, () => locator.click()),
    key: (name) => act(name, () => page.keyboard.press(name)),
    wheel: (dy) => act('wheel', () => page.mouse.wheel(0, dy)),
    /** From one corner to the other, in CSS pixels. */
    drag: (from, to) => act('drag', async () => {
      await page.mouse.move(...from);
      await page.mouse.down();
      await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 3 });
      await page.mouse.move(...to, { steps: 3 });
      await page.mouse.up();
    }),
  };
}

/** The actions in a line, those that follow one another with their number. */
export const film = (list) => list.reduce((runs, what) => {
  const last = runs.at(-1);
  if (last?.what === what) last.times += 1;
  else runs.push({ what, times: 1 });
  return runs;
}, []).map(({ what, times }) => (times > 1 ? `${what} ×${times}` : what)).join(' · ');

/**
 * What the page offers to do next, once what is in view has been there long enough; `patient` waits for tiles of the
 * contact sheet that are in view, and may yet count as seen.
 */
const offered = (page, patient) => page.evaluate((patient) => {
  const is = (selector) => document.querySelector(selector) !== null;
  const next = document.getElementById('next');
  const waits = !next || next.getAttribute('aria-disabled') === 'true';
  if (is('.sheet')) {
    const blocks = document.querySelector('.blocks');
    const { top, bottom } = blocks.getBoundingClientRect();
    const unseen = [...document.querySelectorAll('[data-testid=sheet-tile]')].filter((tile) => tile.dataset.seen !== 'true');
    // A tile that is wholly in view needs no hand, only time.
    const comes = unseen.some((tile) => { const box = tile.getBoundingClientRect(); return box.top >= top - 1 && box.bottom <= bottom + 1; });
    if (comes && patient) return 'wait';
    const below = blocks.scrollTop + blocks.clientHeight < blocks.scrollHeight - 2;
    if (unseen.length && below) return 'scroll';
    const answer = document.querySelector('[data-testid=clear-page]');
    if (answer) return answer.getAttribute('aria-disabled') === 'true' ? 'wait' : 'clear-page';
    if (!waits) return 'next';
    if (!unseen.length && !patient) return 'look through';
    return unseen.length && !patient ? 'open' : 'wait';
  }
  if (is('[data-testid=clear-series]:not([aria-disabled=true])')) return 'clear';
  if (/Go to Save/.test(next?.textContent)) return 'done';
  return waits ? 'wait' : 'next';
}, patient);

/** Paints over the top of a picture of the sample, where the name stands in each of those that need a look. */
export async function paintName(page, own) {
  const { x, y, width } = await page.getByTestId('viewer').boundingBox();
  if (await page.locator('#stage').getAttribute('data-tool') !== 'rectangle') await own.key('r');
  await own.drag([x + 2, y + 2], [x + width * 0.98, y + 40]);
  await page.locator('.number').first().waitFor();
}

/**
 * Sees and decides all that is left, as the page offers it: N, the wheel on the contact sheet, X. `paint` is asked at
 * each series that is about to be cleared, and paints what it must.
 */
export async function seeAndDecide(page, own, paint = async () => {}) {
  const painted = new Set();
  let waited = 0;
  for (const end = Date.now() + 300_000; Date.now() < end;) {
    const now = await offered(page, waited < 50);
    if (now === 'done') return;
    waited = now === 'wait' ? waited + 1 : 0;
    if (now === 'wait') { await page.waitForTimeout(60); continue; }
    // What is too small to be read there, or would hide others, is opened.
    if (now === 'open') await own.click(page.locator('[data-testid=sheet-tile]:not([data-seen=true])').first(), 'enlarge');
    // Frames that would hide others are in none of its pictures.
    if (now === 'look through') await own.click(page.locator('[data-testid=sheet-series]:not([data-seen=true]) .link').first(), 'look through it');
    if (now === 'next') { await own.key('n'); await page.waitForTimeout(120); }
    if (now === 'scroll') {
      const box = await page.locator('.blocks').boundingBox();
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      // One flick: what was cut off below comes up.
      await own.wheel(box.height * 0.9);
      await page.waitForTimeout(250);
    }
    if (now === 'clear-page') { await own.key('x'); await page.waitForTimeout(120); }
    if (now === 'clear') {
      const row = await page.evaluate(() => [...document.querySelectorAll('[data-testid=series]')].findIndex((row) => row.getAttribute('aria-current')));
      if (!painted.has(row)) {
        painted.add(row);
        await paint(row);
        if (await offered(page, true) !== 'clear') continue;
      }
      // Nothing can be said of what has only just come: a person looks for as long.
      await page.waitForTimeout(600);
      await own.key('x');
      await page.waitForTimeout(120);
    }
  }
  throw new Error(`not all was seen and decided: ${film(own.list)}`);
}
