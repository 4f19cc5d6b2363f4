// Runs in the page before its own script: notes when workers are asked and answer, and when the viewer's canvas is drawn.
// `bench` is what the measuring side calls.

export function watch() {
  const asked = new Map();
  const bench = { draws: [], answers: [], cleaned: [] };
  globalThis.bench = bench;

  globalThis.Worker = class extends Worker {
    #memory = 0;

    constructor(...all) {
      super(...all);
      this.addEventListener('message', ({ data }) => {
        const [job, last] = Array.isArray(data) ? data : [];
        if (!last) return;
        const { kind, at } = asked.get(job) ?? {};
        const answer = { kind, since: at, at: performance.now(), time: performance.now() - at, memory: [this.#memory, data[4]] };
        // Long clips are painted by all workers before one of them cleans the file.
        if (kind === 'Paint' || kind === 'Clean') bench.cleaned.push(answer);
        bench.answers.push(answer);
        this.#memory = data[4];
      });
    }

    postMessage(message, ...rest) {
      if (Array.isArray(message)) {
        const [job, request] = message;
        asked.set(job, { kind: typeof request === 'string' ? request : Object.keys(request)[0], at: performance.now() });
      }
      super.postMessage(message, ...rest);
    }
  };

  const put = CanvasRenderingContext2D.prototype.putImageData;
  CanvasRenderingContext2D.prototype.putImageData = function (...all) {
    put.apply(this, all);
    if (this.canvas.dataset.testid === 'viewer') bench.draws.push({ at: performance.now(), frame: Number(this.canvas.dataset.frame) });
  };

  const go = (place) => {
    const slider = document.querySelector('.scrub input');
    slider.value = String(place);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const until = async (holds) => {
    for (let tries = 0; tries < 2_000 && !holds(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  /** Shows an image, counted from 1: milliseconds until it is drawn, for how long a worker had it, and when all that was. */
  bench.show = async (place) => {
    bench.draws.length = 0;
    bench.answers.length = 0;
    const mark = performance.now();
    go(place);
    await until(() => bench.draws.some((draw) => draw.frame === place));
    const drawn = bench.draws.find((draw) => draw.frame === place).at;
    const answer = bench.answers.find((answer) => answer.kind === 'Frame');
    return { drawn: drawn - mark, answered: answer?.time ?? 0, span: [mark, drawn].map((at) => performance.timeOrigin + at) };
  };

  /** Goes through all images at a steady pace: how many were drawn. */
  bench.scroll = async (count, rate, back) => {
    bench.draws.length = 0;
    const mark = performance.now();
    for (let step = 1; step < count; step += 1) {
      await until(() => performance.now() - mark >= ((step - 1) * 1000) / rate);
      go(back ? count - step : step + 1);
    }
    await until(() => bench.draws.at(-1)?.frame === (back ? 1 : count));
    return { drawn: new Set(bench.draws.map((draw) => draw.frame)).size, seconds: (performance.now() - mark) / 1000 };
  };
}

/** Runs in a worker: notes when it reads a file, and until when. */
export function watchReads() {
  globalThis.reads = [];
  const now = () => performance.timeOrigin + performance.now();
  for (const [kind, name] of [[Blob, 'arrayBuffer'], [FileReaderSync, 'readAsArrayBuffer']]) {
    const read = kind.prototype[name];
    kind.prototype[name] = function (...all) {
      const from = now();
      const note = (bytes) => { globalThis.reads.push([from, now()]); return bytes; };
      const bytes = read.apply(this, all);
      return bytes instanceof Promise ? bytes.then(note) : note(bytes);
    };
  }
}
