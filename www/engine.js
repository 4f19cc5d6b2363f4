// Gets the engine: out of the page's own file, or from beside it.

/** Bytes of a text as pack.mjs writes them: 5 letters for 4 bytes, from # to x without <. */
function bytesOfBase85(text) {
  const bytes = new Uint8Array(Math.floor((text.length * 4) / 5));
  for (let from = 0, to = 0; to < bytes.length; from += 5, to += 4) {
    let number = 0;
    for (let place = from; place < from + 5; place += 1) {
      const code = place < text.length ? text.charCodeAt(place) : 120;
      number = number * 85 + code - (code < 60 ? 35 : 36);
    }
    // Bytes past the end are left out by the array.
    bytes[to] = number >>> 24;
    bytes[to + 1] = number >>> 16;
    bytes[to + 2] = number >>> 8;
    bytes[to + 3] = number;
  }
  return bytes;
}

/** The engine from this very file; its bytes must be those that it was packed with. */
async function engineInPage() {
  const holder = document.getElementById("engine");
  const packed = bytesOfBase85(holder.textContent.trim());
  holder.remove();
  // Without a digest of the browser's own it is the checksum in the packing that a damaged one fails at.
  if (crypto.subtle && (await sha256(packed)) !== engine.sha256) throw new Refused(NOT_THE_PAGE);
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const response = new Response(unpacked, { headers: { "Content-Type": "application/wasm" } });
  return WebAssembly.compileStreaming(response);
}

/**
 * The engine from beside the page. A page that is asked for without the slash at its end, and sent all the same, finds
 * its parts one folder down.
 */
async function engineBeside() {
  const last = location.pathname.split("/").at(-1);
  for (const folder of last && !last.includes(".") ? ["./", `./${last}/`] : ["./"]) {
    const options = { integrity: engine.integrity, credentials: "same-origin" };
    const response = await fetch(folder + engine.name, options).catch(() => undefined);
    if (!response?.ok) continue;
    const streams = response.headers.get("Content-Type")?.startsWith("application/wasm");
    return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
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
