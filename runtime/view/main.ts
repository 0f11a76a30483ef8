// Entry of the view script. In: the launch document. Out: the registry `mn` at once, the program when the document is parsed.
// Must not: hold anything but the start.
import { boot } from './boot';
import { beforeWxs } from '../shared/wxs';
import { lockDown } from './lock_down';
import { mn } from './registry';

beforeWxs(lockDown);
const script = (document.currentScript as HTMLScriptElement | null)?.src ?? '';
// Chunks may have come first: they queue what they register.
const queued = (globalThis as any).mn as unknown;
(globalThis as any).mn = mn;
if (Array.isArray(queued)) for (const [kind, ...args] of queued) (mn as any)[kind]?.(...args);

if (document.readyState === 'loading') addEventListener('DOMContentLoaded', () => boot(script));
else boot(script);
