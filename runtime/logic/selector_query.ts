// `createSelectorQuery`: requests are recorded here and answered by the view in one message.
// In: calls of the program. Out: `selectorQuery` calls to the view. Must not: read the skeleton (the view has every node).
import { guarded, reportError } from './errors';
import { deepCopy } from './copy';
import { hostTarget } from './events';
import { instanceByNumber, instanceOf, type Instance } from './instance';
import { nodeObject } from './node_objects';
import { call } from './port';
import { currentPage } from './stack';
import { whenApplied } from './update_queue';

interface Request {
  instance: number | undefined;
  selector: string | null;
  all: boolean;
  fields: Record<string, unknown>;
}

interface Recorded extends Request {
  done: unknown;
}

class NodesRef {
  constructor(
    private readonly query: SelectorQuery,
    private readonly selector: string | null,
    private readonly all: boolean,
  ) {}

  fields(fields: any, done?: unknown): SelectorQuery {
    return this.query.record({ selector: this.selector, all: this.all, fields: { ...fields } }, done);
  }

  boundingClientRect(done?: unknown): SelectorQuery {
    return this.fields({ id: true, dataset: true, rect: true, size: true }, done);
  }

  scrollOffset(done?: unknown): SelectorQuery {
    return this.fields({ id: true, dataset: true, scrollOffset: true, scrollSize: true }, done);
  }

  context(done?: unknown): SelectorQuery {
    return this.fields({ context: true }, done);
  }

  node(done?: unknown): SelectorQuery {
    return this.fields({ node: true }, done);
  }

  ref(done?: unknown): SelectorQuery {
    return this.fields({ ref: true }, done);
  }
}

export class SelectorQuery {
  #scope: Instance | undefined;
  #scoped = false;
  #recorded: Recorded[] = [];

  in(component: unknown): this {
    this.#scope = instanceOf(component);
    this.#scoped = true;
    return this;
  }

  select(selector: unknown): NodesRef {
    return new NodesRef(this, String(selector), false);
  }

  selectAll(selector: unknown): NodesRef {
    return new NodesRef(this, String(selector), true);
  }

  selectViewport(): NodesRef {
    return new NodesRef(this, null, false);
  }

  record(request: Omit<Request, 'instance'>, done: unknown): this {
    this.#recorded.push({ ...request, instance: undefined, done });
    return this;
  }

  /** Answers after pending data is drawn; callbacks of single requests run first. */
  exec(done?: unknown): null {
    const recorded = this.#recorded;
    const scope = this.#scoped && this.#scope ? this.#scope : currentPage();
    whenApplied(() => {
      const requests = recorded.map(({ selector, all, fields }): Request => ({ instance: scope?.number, selector, all, fields }));
      call('selectorQuery', { requests }).then((results: unknown[]) => {
        const answers = recorded.map((request, i) => withNodes(results[i], request));
        recorded.forEach((request, i) => guarded(request.done, scope?.object, [answers[i]], 'SelectorQuery'));
        guarded(done, scope?.object, [answers], 'SelectorQuery');
      }, reportError);
    });
    return null;
  }
}

/** `.node()` and `.context()` give objects of the API groups; id, dataset and marks of component hosts are known here. */
function withNodes(answer: any, request: Recorded): unknown {
  const complete = (one: any) => {
    if (!one || typeof one !== 'object') return one;
    const { component } = one;
    if (component !== undefined) {
      delete one.component;
      const instance = instanceByNumber(component);
      if (instance) completeHost(one, instance, request.fields);
    }
    if (request.fields.node && one.node) one.node = nodeObject(one.node);
    if (request.fields.context && one.context) one.context = nodeObject(one.context);
    return one;
  };
  return Array.isArray(answer) ? answer.map(complete) : complete(answer);
}

function completeHost(one: any, instance: Instance, fields: Record<string, unknown>): void {
  const { id, dataset } = hostTarget(instance);
  if (fields.id) one.id = id;
  if (fields.dataset) one.dataset = dataset;
  if (fields.mark) one.mark = { ...instance.host?.marks, ...one.mark };
  for (const name of Array.isArray(fields.properties) ? fields.properties : []) {
    if (instance.definition.properties.has(name)) one[name] = deepCopy(instance.data[name]);
  }
}

export function createSelectorQuery(): SelectorQuery {
  return new SelectorQuery();
}
