// Gets the engine: out of the page's own file, or from beside it.

/** Bytes of a text as pack.mjs writes them: 13 or 14 bits in two letters of the 125 from U+0001 without U+000D and <. */
function bytesOfLetters(text) {
  const count = 125;
  const bytes = new Uint8Array(Math.floor((text.length * 7) / 8));
  const value = (at) => {
    const code = text.charCodeAt(at);
    return code - (code > 60 ? 3 : code > 13 ? 2 : 1);
  };
  let [number, bits, length] = [0, 0, 0];
  for (let at = 0; at < text.length; at += 2) {
    const isPair = at + 1 < text.length;
    const pair = isPair ? value(at) + value(at + 1) * count : value(at);
    number |= pair << bits;
    // What a last letter has no byte for is nothing.
    bits += !isPair ? 8 - bits : (pair & 8191) < count * count - 8192 ? 14 : 13;
    for (; bits > 7; bits -= 8, number >>>= 8) bytes[length++] = number;
  }
  return bytes.subarray(0, length);
}

/** The engine from this very file; its bytes must be those that it was packed with. */
async function engineInPage() {
  const holder = document.getElementById("engine");
  const packed = bytesOfLetters(holder.textContent);
  holder.remove();
  // Without a digest of the browser's own it is the checksum in the packing that a damaged one fails at.
  if (crypto.subtle && (await sha256(packed)) !== engine.sha256) throw new Refused(NOT_THE_PAGE);
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const response = new Response(unpacked, { headers: { "Content-Type": "application/wasm" } });
  return WebAssembly.compileStreaming(response);
}

/** The engine from beside the page. */
async function engineBeside() {
  const response = await partBeside(engine);
  const streams = response.headers.get("Content-Type")?.startsWith("application/wasm");
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/**
 * A part from beside the page. A page that is asked for without the slash at its end, and sent all the same, finds its
 * parts one folder down.
 */
async function partBeside({ name, integrity }) {
  const last = location.pathname.split("/").at(-1);
  for (const folder of last && !last.includes(".") ? ["./", `./${last}/`] : ["./"]) {
    const options = { integrity, credentials: "same-origin" };
    const response = await fetch(folder + name, options).catch(() => undefined);
    if (response?.ok) return response;
  }
  throw new Refused(PART_MISSING);
}

/** Allows no connection any more: a second CSP can only take away. Made before elements can no longer be made. */
function theDoor() {
  const door = document.createElement("meta");
  door.httpEquiv = "Content-Security-Policy";
  door.content = "connect-src 'none'; worker-src blob:";
  return door;
}
