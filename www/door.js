// Closes the ways out of the page that a CSP in a page cannot close.

/** Trusted Types: the only script addresses are those made here; there is no policy for markup. */
function trust() {
  const check = (address) => {
    if (!address.startsWith("blob:") && address !== "./sw.js") throw new TypeError("not an address of this page");
    return address;
  };
  return globalThis.trustedTypes?.createPolicy("darkroom", { createScriptURL: check }) ?? { createScriptURL: check };
}

/** A CSP in a page stops neither peer connections, nor pop-ups, nor navigation. */
function closeTheWaysOut() {
  const peers = ["RTCPeerConnection", "webkitRTCPeerConnection", "RTCDataChannel", "RTCIceTransport", "WebTransport"];
  for (const name of peers) {
    if (name in globalThis) Object.defineProperty(globalThis, name, { value: undefined, configurable: false, writable: false });
  }
  Object.defineProperty(globalThis, "open", { value: () => null, configurable: false, writable: false });
  const downloads = new Set();
  globalThis.navigation?.addEventListener("navigate", (event) => {
    const address = event.destination.url;
    if (event.downloadRequest !== null && address.startsWith("blob:")) downloads.add(address);
    // Firefox tells of a download twice, the second time without its name: cancelling that would cancel the download.
    const download = downloads.has(address);
    const inside = event.hashChange || event.destination.sameDocument || event.navigationType === "reload";
    if (!download && !inside) event.preventDefault();
  });
  // A link that Navigation API does not see: another target, or a browser without it.
  addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[href], area[href]") : null;
      const address = link?.href?.baseVal ?? link?.href ?? "";
      const here = address.startsWith("blob:") || address.split("#")[0] === location.href.split("#")[0];
      if (link && !here) event.preventDefault();
    },
    true,
  );
}
