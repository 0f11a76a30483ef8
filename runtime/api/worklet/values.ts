// Shared values: what worklets read and write. Who reads one is run again in the next frame after it changed; one that is given an animation moves a
// step a frame. In: values, animations, readers. Out: `shared`, `derived`, `watch`. Must not: know nodes.

export interface Animation {
  /** Where it is; what the value becomes after each frame. */
  current: unknown;
  /** Where it goes, if that is known: what a value takes that has none yet. */
  toValue?: unknown;
  callback?(finished: boolean, current: unknown): void;
  onStart(self: Animation, from: unknown, nowMs: number): void;
  /** A step; true at the end. */
  onFrame(self: Animation, nowMs: number): boolean;
}

export function isAnimation(value: unknown): value is Animation {
  return typeof value === 'object' && value !== null && typeof (value as Animation).onFrame === 'function' && typeof (value as Animation).onStart === 'function';
}

interface Reader {
  sources: Set<Shared>;
  changed(): void;
}

export interface Watch {
  stop(): void;
}

interface Shared {
  value: unknown;
  readonly readers: Set<Reader>;
  cancel(): void;
  step(nowMs: number): void;
}

export type Values = ReturnType<typeof createValues>;

/** `frame` asks for the next frame; `drawn` is called at the end of each; `run` calls code of the program and reports what it throws. */
export function createValues(frame: (run: (nowMs: number) => void) => void, drawn: () => void, run: <T>(work: () => T) => T | undefined) {
  const moving = new Set<Shared>();
  const due = new Set<() => void>();
  let asked = false;
  let reader: Reader | null = null;

  function ask(): void {
    if (asked) return;
    asked = true;
    frame(tick);
  }
  function tick(nowMs: number): void {
    asked = false;
    for (const one of [...moving]) one.step(nowMs);
    const works = [...due];
    due.clear();
    for (const work of works) work();
    drawn();
    if (moving.size || due.size) ask();
  }
  /** Runs `read`, and remembers what it read. */
  function follow<T>(as: Reader, read: () => T): T | undefined {
    for (const source of as.sources) source.readers.delete(as);
    as.sources.clear();
    const outer = reader;
    reader = as;
    try {
      return run(read);
    } finally {
      reader = outer;
    }
  }
  function note(source: Shared): void {
    if (!reader) return;
    source.readers.add(reader);
    reader.sources.add(source);
  }

  function shared(initial: unknown): Shared {
    let value = initial;
    let animation: Animation | null = null;
    let started = false;
    const put = (next: unknown) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const one of [...self.readers]) one.changed();
    };
    const end = (finished: boolean) => {
      const ended = animation;
      animation = null;
      moving.delete(self);
      if (ended?.callback) run(() => ended.callback!(finished, value));
    };
    const self: Shared = {
      readers: new Set(),
      get value() {
        note(self);
        return value;
      },
      set value(next) {
        if (animation) end(false);
        if (!isAnimation(next)) {
          put(next);
          return;
        }
        animation = next;
        started = false;
        moving.add(self);
        ask();
      },
      cancel: () => animation && end(false),
      step(nowMs) {
        const own = animation!;
        let finished = true;
        run(() => {
          if (!started) own.onStart(own, value, nowMs);
          started = true;
          finished = own.onFrame(own, nowMs);
          put(own.current);
        });
        // Its own callback may have given the value another one.
        if (finished && animation === own) end(true);
      },
    };
    return self;
  }

  /** Read again only when something it read has changed; may give animations, as a value may be given them. */
  function derived(read: () => unknown) {
    const inner = shared(undefined);
    let stale = true;
    const own: Reader = {
      sources: new Set(),
      changed() {
        if (stale) return;
        stale = true;
        for (const one of [...inner.readers]) one.changed();
      },
    };
    let empty = true;
    return {
      get value() {
        if (stale) {
          stale = false;
          const next = follow(own, read);
          inner.value = empty && isAnimation(next) && next.toValue !== undefined ? next.toValue : next;
          empty = false;
        }
        return inner.value;
      },
    };
  }

  /** Runs `work` now, and in each frame after something it read has changed. */
  function watch(work: () => void, now: boolean): Watch {
    const again = () => void follow(own, work);
    const own: Reader = {
      sources: new Set(),
      changed() {
        due.add(again);
        ask();
      },
    };
    if (now) again();
    else own.changed();
    return {
      stop() {
        due.delete(again);
        for (const source of own.sources) source.readers.delete(own);
      },
    };
  }

  return { shared, derived, watch, ask, cancel: (value: unknown) => (value as Partial<Shared> | undefined)?.cancel?.() };
}
