// The custom tab bar: a component beside the page's own tree. In: tab pages. Out: an instance of it for each. Must not: attach it.
import { define } from '../components';
import { createInstance, type Instance } from '../instance';

const tabBarPath = 'custom-tab-bar/index';

export function createTabBar(page: Instance): void {
  const definition = define(tabBarPath);
  if (!definition) return;
  const bar = createInstance(definition, page, page, null, null);
  page.beside.push(bar);
}
