// Closes the ways out of the page that a CSP in a page cannot close. It holds against a script inside the page:
// whatever it needs it has from own.js, and what it puts in place cannot be replaced.

/** Trusted Types: the only script addresses are those made here; there is no policy for markup. */
function trust() {
  const check = (address) => {
    if (!address.startsWith("blob:") && address !== "./sw.js") throw new TypeError("not an address of this page");
    return address;
  };
  if (!globalThis.trustedTypes) return { createScriptURL: check };
  try {
    return trustedTypes.createPolicy("darkroom", { createScriptURL: check });
  } catch {
    throw new Refused(TRUSTED_TYPES_REFUSED);
  }
}

/**
 * Closes everything but the downloads of the function that it answers with, which gives a blob's address to the browser
 * under a name. The one link of this page is made here, and is never in the document.
 */
function closeTheWaysOut() {
  const given = Object.create(null);
  const link = document.createElement("a");
  takeAwayTheSenders(takeAway);
  keepTheWorkers();
  keepToTheList();
  keepClicksInside();
  stay(given);
  return (address, name) => {
    const text = `${address}`;
    if (!own.startsWith(text, "blob:")) refuse("such download");
    given[text] = true;
    own.setHref(link, text);
    own.setDownload(link, name);
    own.click(link);
  };
}

/** Workers are made by the loader alone; the class stays, to tell what is one. */
function keepTheWorkers() {
  const shut = function Worker() {
    refuse("other worker");
  };
  shut.prototype = own.Worker.prototype;
  fix(own.Worker.prototype, "constructor", shut);
  fix(globalThis, "Worker", shut);
}

/** Only what is in the document can be pressed by a script, and no link by anybody. */
function keepClicksInside() {
  const page = document;
  const inLink = (target) => {
    try {
      return own.closest(target, "a, area, [*|href]") !== null;
    } catch {
      return false; // No element.
    }
  };
  const outside = (target) => {
    try {
      return own.getRootNode(target) !== page || inLink(target);
    } catch {
      return false; // No node.
    }
  };
  fix(HTMLElement.prototype, "click", function click() {
    if (outside(this)) refuse("click there");
    own.click(this);
  });
  fix(EventTarget.prototype, "dispatchEvent", function dispatchEvent(event) {
    if (outside(this)) refuse("event there");
    return own.dispatchEvent(this, event);
  });
  // The other buttons' clicks are called auxclick.
  const stop = (event) => {
    if (inLink(own.target(event))) own.preventDefault(event);
  };
  own.addEventListener(globalThis, "click", stop, true);
  own.addEventListener(globalThis, "auxclick", stop, true);
  for (const name of ["submit", "requestSubmit"]) takeAway(HTMLFormElement.prototype, name);
}

/** This window stays where it is, and no other is told to go anywhere. */
function stay(given) {
  // What is put in the address or in a cookie would go to the page's own server when the page is loaded again.
  for (const name of ["pushState", "replaceState", "back", "forward", "go"]) takeAway(History.prototype, name);
  fix(Document.prototype, "cookie", "");
  fix(globalThis, "opener", null);
  if (!globalThis.navigation) return;
  for (const name of ["navigate", "reload", "back", "forward", "traverseTo"]) takeAway(Navigation.prototype, name);
  own.addEventListener(navigation, "navigate", (event) => {
    // Firefox tells of a download twice, the second time without its name: cancelling that would cancel the download.
    const download = given[own.destinationUrl(own.destination(event))] === true;
    if (!download && !own.hashChange(event) && own.navigationType(event) !== "reload") own.preventDefault(event);
    // An event names the link that it came from, and can be sent on elsewhere.
    own.stopImmediatePropagation(event);
  });
}
