// IntersectionObserver and MediaQueryObserver of mini programs: recorded here, observed by the view.
// In: calls of the program. Out: calls and streams of the view. Must not: keep a stopped observer.
import { guarded, reportError } from './errors';
import { hostTarget } from './events';
import { instanceByNumber, instanceOf } from './instance';
import { call, listen, post } from './port';
import { currentPage } from './stack';
import { whenApplied } from './update_queue';

let lastObserver = 0;

/** `id` and `dataset` of a component host are known here only. */
function withHost({ component, ...entry }: any): Record<string, unknown> {
  const instance = component === undefined ? undefined : instanceByNumber(component);
  if (!instance) return entry;
  const { id, dataset } = hostTarget(instance);
  return { ...entry, id, dataset };
}

class IntersectionObserver {
  readonly #number = ++lastObserver;
  readonly #options: Record<string, unknown>;
  #references: { selector: string | null; margins: object }[] = [];
  #stop: (() => void) | null = null;

  constructor(
    private readonly scope: unknown,
    options: any,
  ) {
    this.#options = { thresholds: [0], initialRatio: 0, observeAll: false, nativeMode: false, ...options };
  }

  relativeTo(selector: unknown, margins: object = {}): this {
    this.#references.push({ selector: String(selector), margins });
    return this;
  }

  relativeToViewport(margins: object = {}): this {
    this.#references.push({ selector: null, margins });
    return this;
  }

  observe(target: unknown, listener: unknown): void {
    if (this.#stop) return;
    const number = this.#number;
    const instance = instanceOf(this.scope) ?? currentPage();
    const unlisten = listen(`intersection.${number}`, (entry) => guarded(listener, instance?.object, [withHost(entry)], 'IntersectionObserver'));
    let stopped = false;
    this.#stop = () => {
      stopped = true;
      unlisten();
      post({ t: 'emit', topic: 'intersection.disconnect', value: { observer: number } });
    };
    const { thresholds, initialRatio, observeAll, nativeMode } = this.#options;
    const request = {
      observer: number, instance: instance?.number, target: String(target), thresholds, initialRatio, observeAll, nativeMode,
      references: this.#references.length ? this.#references : [{ selector: null, margins: {} }],
    };
    whenApplied(() => {
      if (!stopped) call('intersection.observe', request).catch(reportError);
    });
  }

  disconnect(): void {
    this.#stop?.();
    this.#stop = null;
  }
}

class MediaQueryObserver {
  #stop: (() => void) | null = null;

  constructor(private readonly scope: unknown) {}

  observe(query: any, listener: unknown): void {
    if (this.#stop) return;
    const number = ++lastObserver;
    const instance = instanceOf(this.scope) ?? currentPage();
    const unlisten = listen(`media.${number}`, (value) => guarded(listener, instance?.object, [value], 'MediaQueryObserver'));
    this.#stop = () => {
      unlisten();
      post({ t: 'emit', topic: 'media.disconnect', value: { observer: number } });
    };
    call('media.observe', { observer: number, instance: instance?.number, query: { ...query } }).catch(reportError);
  }

  disconnect(): void {
    this.#stop?.();
    this.#stop = null;
  }
}

export function createIntersectionObserver(component?: unknown, options?: object): IntersectionObserver {
  return new IntersectionObserver(component, options);
}

export function createMediaQueryObserver(component?: unknown): MediaQueryObserver {
  return new MediaQueryObserver(component);
}
