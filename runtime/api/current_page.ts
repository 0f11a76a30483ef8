// The page that a call is about. In: the host of a logic half. Out: an instance number. Must not: keep anything.
import type { LogicApiHost } from './host';

/** The page a call is about: the one on top when the program calls, which the view may not have opened yet. */
export function currentPage(host: LogicApiHost): number | undefined {
  const page = host.runtime.currentPage();
  return page ? host.runtime.instanceOf(page) : undefined;
}
