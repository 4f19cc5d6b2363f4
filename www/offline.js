// The copy of the page that the browser keeps (see sw.js): has it kept, and tells when a newer one waits, or when the
// server has none any more. Nothing here is waited for, since a server may never answer.

/** Asks for what has to be asked for while the page may still connect. */
function keepACopy(trusted, tell) {
  if (!navigator.serviceWorker || !isSecureContext) return undefined;
  const { controller } = navigator.serviceWorker;
  if (controller) {
    // A browser goes on using a copy whose origin is gone.
    fetch("./sw.js", { cache: "no-store" }).then(
      ({ status }) => (status === 404 || status === 410) && tell("withdrawn"),
      () => undefined,
    );
    controller.postMessage("look");
  }
  return navigator.serviceWorker.register(trusted.createScriptURL("./sw.js")).catch(() => undefined);
}

/** Tells of newer copies than the page that is open. */
function watchCopies(registration, page, tell) {
  const ask = (worker) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      worker.postMessage("what", [port2]);
    });
  const meet = async (worker) => {
    // The first copy of all is no news.
    if (!worker || !registration.active) return;
    worker.addEventListener("statechange", () => worker.state === "installed" && meet(worker));
    const release = await ask(worker);
    if (release.page === page) return;
    if (worker.state === "installed") tell(release.critical ? "critical" : "newer");
    else if (worker.state === "installing" && release.critical) tell("critical-coming");
  };
  meet(registration.waiting);
  meet(registration.installing);
  registration.addEventListener("updatefound", () => meet(registration.installing));
}

/** Opens the page anew, with the newest copy that is there. */
function renew(registration) {
  const { waiting } = registration ?? {};
  if (!waiting) return location.reload();
  waiting.addEventListener("statechange", () => waiting.state === "activated" && location.reload());
  waiting.postMessage("use");
}
