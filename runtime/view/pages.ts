// Pages as elements and APIs see them: nodes, sizes, navigation. In: shells of the frame and the page components.
// Out: PageContext by component. Must not: route (the logic realm does) or draw bars (the frame does).
import type { Component } from './components';
import type { ElementDefinition, PageContext } from './element';
import type { PageFrame } from '../api/host';
import type { ValueNode } from './blocks/values';
import { post } from './port';

/** The nodes of one page: what the frame's `createPage` returns, or any element in a test page. */
export interface PageNodes {
  readonly root: HTMLElement;
  readonly scroller: HTMLElement;
  readonly viewport: HTMLElement;
  /** Where a tab bar of the program's own goes. */
  readonly customTabBar?: HTMLElement | null;
}

export class Page implements PageContext {
  /** When the page began, for event time stamps. */
  readonly startedMs = performance.now();

  constructor(
    readonly component: Component,
    readonly nodes: PageNodes,
    readonly frame: PageFrame,
    readonly config: Record<string, any>,
    private readonly program: {
      call(name: string, args: unknown, page: Page): Promise<unknown>;
      load(tag: string): Promise<ElementDefinition | undefined>;
    },
  ) {}

  get instance(): number {
    return this.component.id;
  }
  get path(): string {
    return this.component.definition.path;
  }
  get root(): HTMLElement {
    return this.nodes.root;
  }
  get scroller(): HTMLElement {
    return this.nodes.scroller;
  }
  get viewport(): HTMLElement {
    return this.nodes.viewport;
  }

  rpxToPx(rpx: number): number {
    return (rpx * (this.viewport.clientWidth || innerWidth)) / 750;
  }

  navigate(request: { kind: 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch' | 'navigateBack'; url?: string; delta?: number }): void {
    if (request.kind === 'navigateBack') post({ t: 'navigate', kind: 'back', delta: request.delta ?? 1 });
    else post({ t: 'navigate', kind: 'link', url: request.url ?? '', route: request.kind });
  }

  call(name: string, args: unknown): Promise<unknown> {
    return this.program.call(name, args, this);
  }

  load(tag: string): Promise<ElementDefinition | undefined> {
    return this.program.load(tag);
  }

  hostOf(el: Element) {
    return (el as ValueNode).$e;
  }

  instanceOf(el: Element): number | undefined {
    return (el as ValueNode).$c?.id;
  }
}

const pages = new Map<number, Page>();

export function addPage(page: Page): void {
  pages.set(page.instance, page);
}

export function removePage(instance: number): void {
  pages.delete(instance);
}

export function pageById(instance: number): Page | undefined {
  return pages.get(instance);
}

export function allPages(): Iterable<Page> {
  return pages.values();
}

/** The page a component is on. It is known before the component is drawn. */
export function pageOf(component: Component): Page {
  return pages.get(component.page.id)!;
}
