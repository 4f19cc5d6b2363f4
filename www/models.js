// The models that find and read text in pictures, where the page was packed with them: taken at the start, since later
// nothing can be fetched, and unpacked when they are first asked for.

/** The models as they are packed, in this very file. */
function modelsInPage() {
  const holder = document.getElementById("models");
  if (!models || !holder) return undefined;
  const letters = holder.textContent;
  holder.remove();
  return () => bytesOfLetters(letters);
}

/** The same from beside the page. */
async function modelsBeside() {
  if (!models) return undefined;
  const bytes = new Uint8Array(await (await partBeside(models)).arrayBuffer());
  return () => bytes;
}

/** Detector and reader, each as a blob, made once; none if the page has none. */
function unpacking(packed) {
  let made;
  return () => (made ??= unpack(packed));
}

async function unpack(packed) {
  if (!packed) return [];
  const bytes = packed();
  // What came from beside the page was compared on its way.
  if (models.sha256 && (await sha256(bytes)) !== models.sha256) throw new Refused(NOT_THE_PAGE);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const both = await new Response(unpacked).blob();
  // The detector's length, the detector, the reader.
  const length = new DataView(await both.slice(0, 4).arrayBuffer()).getUint32(0, true);
  return [both.slice(4, 4 + length), both.slice(4 + length)];
}
