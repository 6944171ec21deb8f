// A model of FSEvents in place of Deno.watchFs: all watchers are one stream, which each opening and closing
// restarts. It reports several events for one change, none that a file was closed, none of a new hard link. Its
// thread can be stuck: then nothing is reported, and to open or close a watcher stops the program.

type Kind = Deno.FsEvent["kind"];

/** The stream. */
export interface FsEventsModel extends Disposable {
  /** The paths that are watched. */
  readonly watched: readonly string[];
  /** How often the stream was restarted. */
  readonly restarts: number;
  /** How often the program would have stopped for ever. */
  readonly hangs: number;
  /** How often it was asked whether it answers. */
  readonly asked: number;
  isStuck: boolean;
  /** So many events a watcher's queue holds; further ones are dropped, as 2.7.11 does. */
  room: number;
  /** How many were dropped. */
  readonly dropped: number;
  /** So many of the next questions are lost, as if the queue were full. */
  lost: number;
  /** Reports events about one path. */
  report(path: string, ...kinds: readonly Kind[]): void;
}

/** Puts the model in place until it is disposed of. */
export function modelFsEvents(): FsEventsModel {
  const { watchFs, chmodSync } = Deno;
  const streams = new Set<Stream>();
  let restarts = 0;
  let hangs = 0;
  let asked = 0;
  let isStuck = false;
  let [room, dropped] = [Infinity, 0];
  let lost = 0;

  const touch = () => {
    restarts += 1;
    if (isStuck) hangs += 1;
  };
  const report = (path: string, ...kinds: readonly Kind[]) => {
    if (isStuck) return;
    for (const stream of streams) {
      if (!stream.covers(path)) continue;
      for (const kind of kinds) {
        if (stream.waiting < room) stream.push({ kind, paths: [path] });
        else dropped += 1;
      }
    }
  };

  Deno.watchFs = (path, options) => {
    touch();
    const { recursive = true, ignore = [] } = (options ?? {}) as {
      readonly recursive?: boolean;
      readonly ignore?: readonly string[];
    };
    const stream = new Stream(String(path), recursive, ignore, () => {
      touch();
      streams.delete(stream);
    });
    streams.add(stream);
    return stream as unknown as Deno.FsWatcher;
  };
  Deno.chmodSync = (path, mode) => {
    chmodSync(path, mode);
    asked += 1;
    if (lost > 0) {
      lost -= 1;
      return;
    }
    // Sticky flags: it may have been created a moment ago.
    report(String(path), "create", "modify");
  };

  return {
    get watched() {
      return [...streams].map(({ path }) => path);
    },
    get restarts() {
      return restarts;
    },
    get hangs() {
      return hangs;
    },
    get asked() {
      return asked;
    },
    get isStuck() {
      return isStuck;
    },
    set isStuck(value) {
      isStuck = value;
    },
    get dropped() {
      return dropped;
    },
    get room() {
      return room;
    },
    set room(value) {
      room = value;
    },
    get lost() {
      return lost;
    },
    set lost(value) {
      lost = value;
    },
    report,
    [Symbol.dispose]() {
      Object.assign(Deno, { watchFs, chmodSync });
    },
  };
}

class Stream {
  #events: Deno.FsEvent[] = [];
  #ring = Promise.withResolvers<void>();
  #isClosed = false;

  constructor(
    readonly path: string,
    readonly recursive: boolean,
    readonly ignore: readonly string[],
    readonly onClose: () => void,
  ) {}

  get waiting(): number {
    return this.#events.length;
  }

  covers(path: string): boolean {
    const isIn = (folder: string) => path === folder || path.startsWith(`${folder}/`);
    return (this.recursive ? isIn(this.path) : path === this.path) && !this.ignore.some(isIn);
  }

  push(event: Deno.FsEvent): void {
    this.#events.push(event);
    this.#ring.resolve();
  }

  close(): void {
    this.#isClosed = true;
    this.onClose();
    this.#ring.resolve();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Deno.FsEvent> {
    while (true) {
      const event = this.#events.shift();
      if (event !== undefined) {
        yield event;
      } else if (this.#isClosed) {
        return;
      } else {
        await this.#ring.promise;
        this.#ring = Promise.withResolvers();
      }
    }
  }
}
