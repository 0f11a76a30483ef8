// The table of members, for scripts that compute the names they read of `wx`, and for the question which of them there are.
// In: nothing. Out: the service `names`. Must not: have members of its own.
import type { GroupName } from '../groups';
import type { LogicApiHost } from '../host';
import { groupOf, memberNames } from '../members';

/** The groups, as the realm has them. */
export interface Access {
  has(group: GroupName): boolean;
  /** Whether it came. */
  load(group: GroupName): boolean;
  /** Stands in for a member whose group did not come. */
  unreachable(name: string): unknown;
}

export interface Names {
  groupOf(name: string): GroupName | undefined;
  memberNames(): string[];
  defineMembers(wx: Record<string, any>, access: Access): void;
}

export default function names(host: LogicApiHost): void {
  host.provide('names', { groupOf, memberNames, defineMembers } satisfies Names);
}

/** Reading a member of a group that is not loaded loads it; the program may put its own value there. */
function defineMembers(wx: Record<string, any>, access: Access): void {
  for (const name of memberNames()) {
    const group = groupOf(name)!;
    if (access.has(group) && !Object.getOwnPropertyDescriptor(wx, name)) defineMember(wx, name, group, access);
  }
}

function defineMember(wx: Record<string, any>, name: string, group: GroupName, { load, unreachable }: Access): void {
  Object.defineProperty(wx, name, {
    configurable: true,
    enumerable: true,
    get() {
      const came = load(group);
      const descriptor = Object.getOwnPropertyDescriptor(wx, name);
      if (descriptor?.get) {
        // The network failed: the call fails as the documentation has it, and the next one tries again.
        if (!came) return unreachable(name);
        // The group has no such member after all.
        delete wx[name];
        return undefined;
      }
      return descriptor?.value;
    },
    set(value) {
      Object.defineProperty(wx, name, { value, writable: true, enumerable: true, configurable: true });
    },
  });
}
