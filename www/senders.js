// What a script could reach the network with, or have a window or a program of its own with: taken away, in the page
// and in its workers. The policy forbids most of it as well; this is what holds if one day it does not.

/** Takes a name away from an object and all that it inherits from, for good. */
function takeAway(object, name) {
  for (let holder = object; holder; holder = Object.getPrototypeOf(holder)) {
    if (!Object.hasOwn(holder, name)) continue;
    Object.defineProperty(holder, name, { value: undefined, configurable: false, writable: false });
  }
}

/** Called with all else that it needs, since workers get its text. */
function takeAwayTheSenders(takeAway) {
  const taken = [
    // Connections.
    "fetch fetchLater XMLHttpRequest EventSource WebSocket WebSocketStream TCPSocket TCPServerSocket UDPSocket",
    "importScripts caches Cache CacheStorage",
    // Other windows and programs. Of a page's workers the loader makes some.
    "open openDialog showModalDialog documentPictureInPicture SharedWorker sharedStorage PresentationRequest",
    globalThis.document ? "" : "Worker",
    // What the browser itself asks for on a page's behalf, has a server say aloud, or sends along.
    "FontFace MediaMetadata Notification PaymentRequest pushManager IdentityProvider IdentityCredential",
    "PasswordCredential FederatedCredential speechSynthesis SpeechSynthesisUtterance cookieStore",
  ];
  const names = new Set(taken.join(" ").split(" "));
  const families = /^(moz|webkit)?(RTC|WebTransport|SpeechRecognition)/;
  const found = new Set();
  for (let holder = globalThis; holder; holder = Object.getPrototypeOf(holder)) {
    for (const name of Reflect.ownKeys(holder)) if (names.has(name) || families.test(String(name))) found.add(name);
  }
  for (const name of found) takeAway(globalThis, name);

  // Of what a browser offers here the page uses one number, and locks among its tabs that its loader took before; the rest
  // says what browser it is, and sends nothing.
  const kept =
    "constructor hardwareConcurrency userAgent userAgentData language languages platform vendor product appName " +
    "appVersion maxTouchPoints onLine userActivation webdriver plugins";
  const offers = Object.getPrototypeOf(navigator);
  for (const name of Reflect.ownKeys(offers)) {
    if (typeof name === "string" && !kept.split(" ").includes(name)) takeAway(offers, name);
  }
}
