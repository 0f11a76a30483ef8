// Analytics calls: kept in this realm for the platform that will collect them, sent nowhere. In: events, parameters of experiments. Out: those parameters.

import { ApiFailure, type LogicApiHost } from '../host';

export interface Fact {
  kind: 'event' | 'analytics' | 'monitor';
  name: string;
  data: unknown;
  timeMs: number;
}

const KEPT_MAX = 1000;

export default function analytics(host: LogicApiHost): void {
  const facts: Fact[] = [];
  host.provide('facts', facts);
  const keep = (kind: Fact['kind'], name: unknown, data: unknown) => {
    if (typeof name !== 'string' || name === '') throw new ApiFailure('parameter error: parameter should be String;');
    facts.push({ kind, name, data: data === undefined ? undefined : JSON.parse(JSON.stringify(data)), timeMs: Date.now() });
    if (facts.length > KEPT_MAX) facts.shift();
  };
  host.synchronous('reportEvent', (id: unknown, data?: unknown) => keep('event', id, data));
  host.synchronous('reportAnalytics', (name: unknown, data?: unknown) => keep('analytics', name, data));
  host.synchronous('reportMonitor', (name: unknown, value?: unknown) => keep('monitor', name, value));
  // Without a platform no experiment runs: a key that is asked for has no value.
  host.synchronous('getExptInfoSync', (keys?: unknown) => {
    const values = host.system.server?.experiments ?? {};
    const wanted = keys === undefined ? Object.keys(values) : keys;
    if (!Array.isArray(wanted)) throw new ApiFailure('parameter error: parameter should be Array;');
    const found: Record<string, string> = {};
    for (const key of wanted) if (Object.hasOwn(values, key)) found[key] = values[key]!;
    return found;
  });
  host.asynchronous('getCommonConfig', { mode: 'number', keys: 'array?' }, () => {
    throw new ApiFailure('not supported', { errno: 100 });
  });
}
