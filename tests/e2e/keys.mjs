// A person's keyboard: every press is kept, and what is not reached by keys is not reached.

/** Presses keys and keeps the list of them. */
export function keyboard(page) {
  const list = [];
  return {
    list,
    async press(key, times = 1) {
      for (let time = 0; time < times; time += 1) {
        list.push(key);
        await page.keyboard.press(key);
      }
    },
    async type(text) {
      list.push(`“${text}”`);
      await page.keyboard.type(text);
    },
  };
}

/** The keys in a line, those that follow one another with their number. */
export const film = (list) => list.reduce((runs, key) => {
  const last = runs.at(-1);
  if (last?.key === key) last.times += 1;
  else runs.push({ key, times: 1 });
  return runs;
}, []).map(({ key, times }) => (times > 1 ? `${key} ×${times}` : key)).join(' · ');

/** Tabs until what a selector names, with these words in it, has the focus; all round the page if need be. */
export async function tabTo(page, keys, selector, words = '') {
  await page.locator(selector).filter({ hasText: words }).first().waitFor();
  const is = ([selector, words]) => document.activeElement.matches(selector) && document.activeElement.textContent.includes(words);
  for (let presses = 0; presses < 150; presses += 1) {
    if (await page.evaluate(is, [selector, words])) return;
    await keys.press('Tab');
  }
  throw new Error(`${selector} ${words} is not to be reached by Tab`);
}
