// What API groups get of the logic realm (runtime/api/host.ts): conventions of `wx.*` calls, the wire to the view, services.
// In: registrations of groups. Out: members of wx. Must not: know any single API.
import { ApiFailure, isApiFailure, type ApiCall, type ArgumentSpec, type LogicApiHost, type LogicRuntime, type NodeReference } from '../api/host';
import { SERVICES, TOPICS } from '../api/groups';
import type { Permissions } from '../api/open/permissions';
import { setOwn } from '../shared/path';
import { enter, theApp } from './app';
import { isObject } from './copy';
import { guarded, reportError } from './errors';
import { byTap, grant } from './gesture';
import { instanceByNumber, instanceOf } from './instance';
import { nodeMakers } from './nodes';
import { call, deliver, hasListener, listen, post, settle, on } from './port';
import { wholeManifest } from './manifest';
import { part } from './parts';
import { program } from './program';
import { natives } from './realm';
import { navigate } from './router';
import { currentPage, stack } from './stack';
import { afterUpdate } from './update_queue';
import { loadGroup } from './wx';

type Run = (options: any, call: ApiCall) => unknown;

/** Success callbacks of these count as a tap again; those of the second set when the call itself came from one. */
const grantingApis = new Set(['showModal', 'showActionSheet', 'requestPayment']);
const inheritingApis = new Set(['request', 'downloadFile', 'getSetting']);

function fits(value: unknown, wanted: string): boolean {
  switch (wanted) {
    case 'any':
      return true;
    case 'array':
      return Array.isArray(value);
    case 'arraybuffer':
      return value instanceof ArrayBuffer || ArrayBuffer.isView(value);
    case 'object':
      return isObject(value) && !Array.isArray(value);
    default:
      return typeof value === wanted;
  }
}

/** The first argument that does not fit; undefined when all do. */
export function misfit(spec: ArgumentSpec, options: any): string | undefined {
  for (const name in spec) {
    const optional = spec[name].endsWith('?');
    const wanted = optional ? spec[name].slice(0, -1) : spec[name];
    const value = options[name];
    if (!(value === undefined || value === null ? optional || wanted === 'any' : fits(value, wanted))) return name;
  }
  return undefined;
}

/** Throws the documented complaint where an argument does not fit. */
function checkArguments(spec: ArgumentSpec, options: any): void {
  const name = misfit(spec, options);
  if (name !== undefined) throw new ApiFailure(part('late').argumentComplaint(name, spec[name], options[name]));
}

function failureOf(name: string, error: unknown): Record<string, unknown> {
  if (isApiFailure(error)) return { ...error.extra, errMsg: `${name}:fail${error.reason ? ` ${error.reason}` : ''}` };
  reportError(error, `wx.${name}`);
  return { errMsg: `${name}:fail ${error instanceof Error ? error.message : String(error)}` };
}

function successOf(name: string, value: unknown): Record<string, unknown> {
  const result: Record<string, unknown> = optionsOf(value);
  // Objects with methods (update managers and the like) keep their identity.
  if (Object.getPrototypeOf(result) !== Object.prototype) return Object.assign(result, { errMsg: `${name}:ok` });
  return { ...result, errMsg: typeof result.errMsg === 'string' ? result.errMsg : `${name}:ok` };
}

/** Gives the result back. */
function settleCallbacks(name: string, options: any, ok: boolean, result: object, tapped: boolean): object {
  if (ok && (grantingApis.has(name) || (tapped && inheritingApis.has(name)))) grant();
  guarded(ok ? options.success : options.fail, options, [result], `wx.${name} ${ok ? 'success' : 'fail'}`);
  guarded(options.complete, options, [result], `wx.${name} complete`);
  return result;
}

function optionsOf(given: unknown): any {
  return isObject(given) ? given : {};
}

const nothing = (): void => {};

function hasCallback(options: any): boolean {
  return typeof options.success === 'function' || typeof options.fail === 'function' || typeof options.complete === 'function';
}

/** What a task API returns when its arguments do not fit. */
const inertTask = new Proxy({}, { get: (_, key) => (typeof key === 'string' && key !== 'then' ? () => {} : undefined) });

export class LogicHost implements LogicApiHost {
  readonly native = natives;
  readonly runtime: LogicRuntime = {
    currentPage: () => currentPage()?.object,
    pages: () => stack.map(({ object }) => object),
    app: theApp,
    enter,
    instanceOf: (component) => instanceOf(component)?.number,
    objectOf: (number) => instanceByNumber(number)?.object,
    navigate,
    reportError,
    afterUpdate,
  };
  readonly #services = new Map<string, unknown>();
  readonly holds: Promise<unknown>[] = [];

  constructor(private readonly wx: Record<string, any>) {
    on('return', ({ call: number, ok, value }) => settle(number, ok, value, (failure) => {
      const { message, ...extra } = isObject(failure) ? failure : { message: String(failure) };
      return new ApiFailure(String(message ?? ''), extra);
    }));
    on('emit', ({ topic, value }) => {
      if (topic === 'system') Object.assign(program.system, value);
      if (TOPICS[topic] && !hasListener(topic)) loadGroup(TOPICS[topic]);
      deliver(topic, value, (listener, given) => guarded(listener, undefined, [given], topic));
    });
  }

  get manifest(): any {
    return program.manifest;
  }

  get system(): any {
    return program.system;
  }

  get launch(): any {
    return program.launch;
  }

  /** Calls an implementation by the conventions: callbacks, else a promise. */
  invoke(name: string, spec: ArgumentSpec, run: Run, given: unknown): Promise<unknown> | undefined {
    const options = optionsOf(given);
    const tapped = byTap();
    const outcome = new Promise((resolve) => {
      checkArguments(spec, options);
      resolve(run(options, { byTap: tapped, name }));
    }).then(
      (value) => settleCallbacks(name, options, true, successOf(name, value), tapped),
      (error) => {
        throw settleCallbacks(name, options, false, failureOf(name, error), tapped);
      },
    );
    if (!hasCallback(options)) return outcome;
    outcome.catch(nothing);
    return undefined;
  }

  asynchronous(name: string, spec: ArgumentSpec, run: Run, item?: string): void {
    const agreed: Run = (options, call) => (item && program.system.server?.user?.consents ? this.use<Permissions>('permissions').item(item, name).then(() => run(options, call)) : run(options, call));
    this.set(name, (options?: unknown) => this.invoke(name, spec, agreed, options));
  }

  immediate(name: string, run: () => unknown): void {
    this.set(name, (given?: unknown) => {
      const options = optionsOf(given);
      if (!hasCallback(options)) return this.invoke(name, {}, run, options);
      settleCallbacks(name, options, true, successOf(name, run()), byTap());
      return undefined;
    });
  }

  invokeSynchronous(name: string, run: (...args: any[]) => unknown, args: unknown[]): unknown {
    try {
      return run(...args);
    } catch (error) {
      if (!isApiFailure(error)) throw error;
      throw Object.assign(new Error(`${name}:fail ${error.reason}`), error.extra, { errMsg: `${name}:fail ${error.reason}` });
    }
  }

  synchronous(name: string, run: (...args: any[]) => unknown): void {
    this.set(name, (...args: unknown[]) => this.invokeSynchronous(name, run, args));
  }

  task(name: string, spec: ArgumentSpec, run: (options: any, call: ApiCall) => { task: object; result: Promise<unknown> }): void {
    this.set(name, (given?: unknown) => {
      let made: ReturnType<typeof run> | undefined;
      // It begins within the call, and answers by callbacks alone.
      this.invoke(name, spec, (options, call) => (made = run(options, call)).result, given)?.catch(nothing);
      return made?.task ?? inertTask;
    });
  }

  /** Stands in for an API whose chunk could not be loaded. */
  unreachable(name: string): unknown {
    const fail = (): never => {
      throw new ApiFailure('network error');
    };
    if (/Sync$/.test(name)) return () => this.invokeSynchronous(name, fail, []);
    // A caller with callbacks may use the task a call like request returns.
    return (given?: unknown) => this.invoke(name, {}, fail, given) ?? inertTask;
  }

  event(onName: string, offName?: string): (value?: unknown) => void {
    let listeners: unknown[] = [];
    this.set(onName, (listener: unknown) => {
      if (typeof listener === 'function') listeners.push(listener);
    });
    if (offName) {
      this.set(offName, (listener?: unknown) => {
        listeners = listener === undefined ? [] : listeners.filter((other) => other !== listener);
      });
    }
    return (value) => {
      for (const listener of [...listeners]) guarded(listener, undefined, [value], `wx.${onName}`);
    };
  }

  forward(name: string, spec: ArgumentSpec): void {
    this.asynchronous(name, spec, (options) => {
      const { success: _s, fail: _f, complete: _c, ...args } = options;
      return call(name, args);
    });
  }

  unsupported(names: string[]): void {
    for (const name of names) {
      this.asynchronous(name, {}, () => {
        throw new ApiFailure('not supported', { errno: 100 });
      });
    }
  }

  /** A value the program put on wx itself stays. */
  set(name: string, value: unknown): void {
    const descriptor = Object.getOwnPropertyDescriptor(this.wx, name);
    if (descriptor && !descriptor.get && this.#set.get(name) !== descriptor.value) return;
    this.#set.set(name, value);
    setOwn(this.wx, name, value);
  }
  readonly #set = new Map<string, unknown>();

  get(name: string): unknown {
    return this.wx[name];
  }

  provide(service: string, value: unknown): void {
    this.#services.set(service, value);
  }

  use<T>(service: string): T {
    if (!this.#services.has(service) && SERVICES[service]) loadGroup(SERVICES[service]);
    if (!this.#services.has(service)) throw new Error(`no API group provides "${service}"`);
    return this.#services.get(service) as T;
  }

  holdLaunch(until: Promise<unknown>): void {
    this.holds.push(until.catch(reportError));
  }

  readonly view = call;
  readonly listen = listen;
  readonly wholeManifest = wholeManifest;

  node(kind: string, make: (value: any, reference: NodeReference) => object): void {
    nodeMakers.set(kind, make);
  }

  emit(topic: string, value: unknown, transfer?: Transferable[]): void {
    post({ t: 'emit', topic, value }, transfer);
  }

  runGuarded(run: unknown, args: unknown[], where: string): void {
    guarded(run, undefined, args, where);
  }
}
