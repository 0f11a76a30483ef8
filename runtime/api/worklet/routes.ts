// Routes of the program's own (`wx.router.addRouteBuilder`, `routeType`): the context a page and its worklets read. In: builders, pages about to open.
// Out: contexts whose primary animation goes from 0 to 1 while the page opens. Must not: draw the transition; the frame does, in its own way.

import type { LogicApiHost } from '../host';
import { timing } from './animations';
import type { Values } from './values';

/** Of an animation, as the vendor's route contexts tell it. */
const FORWARD = 1;
const COMPLETED = 3;

type Builder = (context: object) => { transitionDuration?: number } | undefined;

/** Pages tell who they are by their id; a component tells its page's. */
const pageId = (of: unknown): string => String((of as { getPageId?(): string } | undefined)?.getPageId?.() ?? '');

export function createRoutes(host: LogicApiHost, values: Values, run: <T>(work: () => T) => T | undefined) {
  const builders = new Map<unknown, Builder>();
  const contexts = new Map<string, object>();
  /** Of the page that opens: it has no id before it asks. */
  let next: { context: object; open: Set<string> } | null = null;

  function contextOf(type: unknown): object {
    const context = {
      primaryAnimation: values.shared(0), primaryAnimationStatus: values.shared(FORWARD), secondaryAnimation: values.shared(0), secondaryAnimationStatus: values.shared(0),
      userGestureInProgress: values.shared(0),
      startUserGesture: () => void (context.userGestureInProgress.value = 1),
      stopUserGesture: () => void (context.userGestureInProgress.value = 0),
      didPop: () => void host.runtime.navigate('navigateBack', { delta: 1 }).catch(() => undefined),
    };
    const built = run(() => builders.get(type)!(context));
    context.primaryAnimation.value = timing(1, { duration: built?.transitionDuration ?? 300 }, (finished?: boolean) => {
      if (finished) context.primaryAnimationStatus.value = COMPLETED;
    });
    return context;
  }

  return {
    opening(type: unknown): void {
      const open = new Set(host.runtime.pages().map(pageId));
      for (const id of contexts.keys()) if (!open.has(id)) contexts.delete(id);
      next = builders.has(type) ? { context: contextOf(type), open } : null;
    },
    addRouteBuilder(type: unknown, builder: unknown): void {
      if (typeof builder === 'function') builders.set(type, builder as Builder);
    },
    removeRouteBuilder: (type: unknown) => void builders.delete(type),
    /** Of pages opened by such a route, and of those alone. */
    getRouteContext(of: unknown): object | undefined {
      const id = pageId(of);
      if (next && !next.open.has(id)) {
        contexts.set(id, next.context);
        next = null;
      }
      return contexts.get(id);
    },
  };
}
