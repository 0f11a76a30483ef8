// The table of members, for scripts that compute the names they read of `wx`, and for the question which of them there are.
// In: nothing. Out: the service `names`. Must not: have members of its own.
import type { GroupName } from '../groups';
import type { LogicApiHost } from '../host';
import { groupOf, memberNames } from '../members';

export interface Names {
  groupOf(name: string): GroupName | undefined;
  memberNames(): string[];
}

export default function names(host: LogicApiHost): void {
  host.provide('names', { groupOf, memberNames } satisfies Names);
}
