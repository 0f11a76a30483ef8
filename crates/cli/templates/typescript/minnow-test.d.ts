// What `minnow test` gives to test files, for the editor and `npm run check`. docs/reference/testing.md of Minnow describes it.

type Done = void | Promise<void>;
interface Suite {
  (name: string, run: () => void): void;
  only(name: string, run: () => void): void;
  skip(name: string, run: () => void): void;
}
interface Test {
  (name: string, run: () => Done, timeoutMs?: number): void;
  only(name: string, run: () => Done, timeoutMs?: number): void;
  skip(name: string, run: () => Done, timeoutMs?: number): void;
  todo(name: string): void;
  each<T>(cases: readonly T[]): (name: string, run: (...values: T extends readonly unknown[] ? [...T] : [T]) => Done, timeoutMs?: number) => void;
}
declare const describe: Suite;
declare const test: Test;
declare const it: Test;
declare function beforeAll(run: () => Done, timeoutMs?: number): void;
declare function beforeEach(run: () => Done, timeoutMs?: number): void;
declare function afterEach(run: () => Done, timeoutMs?: number): void;
declare function afterAll(run: () => Done, timeoutMs?: number): void;
/** The matchers of jest, `toMatchSnapshot` and `toMatchScreenshot`. */
declare const expect: any;
/** `jest.fn`, `jest.spyOn`, `jest.mock`, `jest.useFakeTimers` and the like. */
declare const jest: any;

interface TestElement {
  readonly tagName: string;
  readonly instance: any;
  $(selector: string): Promise<TestElement | null>;
  $$(selector: string): Promise<TestElement[]>;
  text(): Promise<string>;
  attribute(name: string): Promise<string | null>;
  property(name: string): Promise<any>;
  value(): Promise<any>;
  style(name: string): Promise<string>;
  size(): Promise<{ width: number; height: number }>;
  offset(): Promise<{ left: number; top: number }>;
  wxml(): Promise<string>;
  outerWxml(): Promise<string>;
  tap(): Promise<void>;
  longpress(): Promise<void>;
  swipe(distance: { x?: number; y?: number }): Promise<void>;
  input(text: string): Promise<void>;
  trigger(type: string, detail?: object): Promise<void>;
  scrollTo(x: number, y: number): Promise<void>;
  data(path?: string): Promise<any>;
  setData(data: object): Promise<void>;
  callMethod(name: string, ...args: unknown[]): Promise<any>;
}

interface TestPage {
  readonly path: string;
  readonly query: Record<string, string>;
  readonly instance: any;
  $(selector: string): Promise<TestElement | null>;
  $$(selector: string): Promise<TestElement[]>;
  waitFor(condition: number | string | (() => unknown)): Promise<void>;
  data(path?: string): Promise<any>;
  setData(data: object): Promise<void>;
  callMethod(name: string, ...args: unknown[]): Promise<any>;
  size(): Promise<{ width: number; height: number }>;
  scrollTop(): Promise<number>;
}

declare const miniProgram: {
  launch(): Promise<TestPage>;
  reLaunch(url: string): Promise<TestPage>;
  navigateTo(url: string): Promise<TestPage>;
  redirectTo(url: string): Promise<TestPage>;
  switchTab(url: string): Promise<TestPage>;
  navigateBack(delta?: number): Promise<TestPage>;
  currentPage(): Promise<TestPage>;
  pageStack(): Promise<TestPage[]>;
  waitFor(condition: number | string | (() => unknown)): Promise<void>;
  callWxMethod(name: string, ...args: unknown[]): Promise<any>;
  mockWxMethod(name: string, result: unknown, ...args: unknown[]): Promise<void>;
  restoreWxMethod(name: string): Promise<void>;
  pageScrollTo(scrollTop: number): Promise<void>;
  screenshot(options?: { path?: string }): Promise<string>;
  setDevice(device: { width?: number; height?: number; theme?: 'light' | 'dark' }): Promise<void>;
};

interface TestComponent {
  readonly dom: any;
  readonly data: any;
  readonly instance: any;
  querySelector(selector: string): TestComponent | undefined;
  querySelectorAll(selector: string): TestComponent[];
  setData(data: object, done?: () => void): void;
  dispatchEvent(type: string, options?: object): void;
  addEventListener(type: string, listener: (event: { type: string; detail: any }) => void): void;
  removeEventListener(type: string, listener: (event: { type: string; detail: any }) => void): void;
  triggerLifeTime(name: string, args?: unknown): void;
  triggerPageLifeTime(name: string, args?: unknown): void;
  toJSON(): unknown;
}

declare const simulate: {
  load(path: string, tag?: string, options?: { usingComponents?: Record<string, string> }): string;
  load(definition: object): string;
  render(id: string, properties?: object): TestComponent & { attach(parent?: unknown): void; detach(): void };
  sleep(ms?: number): Promise<void>;
  match(dom: unknown, html: string): boolean;
  scroll(component: TestComponent, offset?: number): void;
};
