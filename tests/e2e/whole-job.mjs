// A whole job, from the drop to the zip. As a script (node whole-job.mjs file|http [--alone]) it prints as JSON what
// reached the network meanwhile.
import { pathToFileURL } from 'node:url';
import { NO_MAKER, takeTheNetwork } from './alone.mjs';
import { ultrasound } from './dicom.mjs';
import { WHOLE, address, deliverZip, filesIn, folder, launch, lookAndClear, open, paint } from './page.mjs';
import { counters, record } from './recorder.mjs';

/** Cleans one painted picture; answers with the zip's bytes. */
export async function wholeJob(page) {
  const files = folder({ 'us.dcm': ultrasound(1) });
  try {
    await page.getByTestId('intake-folder').setInputFiles(files.path);
    await filesIn(page, 1);
    await page.getByTestId('series').click();
    await page.waitForFunction(() => document.querySelector('[data-testid=viewer]')?.dataset.columns === '80');
    await paint(page, [2, 2, 20, 10]);
    await lookAndClear(page);
    const zip = await deliverZip(page);
    await page.locator('[data-testid=summary][data-cleaned="1"]').waitFor();
    return zip;
  } finally {
    files.remove();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [origin, isolation] = process.argv.slice(2);
  const alone = isolation === '--alone';
  if (alone) takeTheNetwork();
  const recorder = await record(alone);
  const site = await address(origin);
  const browser = await launch({
    executablePath: WHOLE,
    args: [NO_MAKER, ...(recorder.proxy ? [`--proxy-server=http://127.0.0.1:${recorder.proxy}`] : [])],
  });
  const { page, close } = await open(browser, site.url);
  // The copy that the browser keeps of a served page is fetched beside its start.
  let requests;
  do {
    requests = site.requests();
    await new Promise((resolve) => setTimeout(resolve, 2000));
  } while (site.requests() !== requests);
  await wholeJob(page);
  // There is no sign of what never comes.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const counted = counters();
  const asked = site.requests() - requests;
  await close();
  await browser.close();
  site.close();
  recorder.close();
  console.log(JSON.stringify({ alone, heard: recorder.heard, asked, counted }));
}
