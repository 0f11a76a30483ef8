// What a template call may bring into the skeleton: templates call each other, in circles too.
// In: a call and the file it stands in. Out: whether something of the skeleton, or a component, can come of it. Must not: compile.
import type { MarkupNode, PlaceNode } from '../../shared/markup';
import type { CompiledForm } from './form';

export interface Contents {
  anything: boolean;
  component: boolean;
}

type Body = { form: CompiledForm; nodes: readonly MarkupNode[] };
const known = new WeakMap<readonly MarkupNode[], Contents>();

/** A name that is computed may be that of any template the file can call. */
export function templateHolds(form: CompiledForm, call: PlaceNode): Contents {
  const contents: Contents = { anything: false, component: false };
  for (const body of called(form, call)) add(contents, contentsOf(body));
  return contents;
}

function called(form: CompiledForm, { name }: PlaceNode): Body[] {
  if (typeof name !== 'string') return form.callable();
  const body = form.find(name);
  return body ? [body] : [];
}

function contentsOf(body: Body): Contents {
  let contents = known.get(body.nodes);
  if (!contents) {
    contents = { anything: false, component: false };
    const reached = new Set([body.nodes]);
    const waiting = [body];
    for (let next; (next = waiting.pop()); ) {
      const { form } = next;
      look(next.nodes, contents, (call) => {
        for (const other of called(form, call)) {
          if (!reached.has(other.nodes)) waiting.push(other);
          reached.add(other.nodes);
        }
      });
    }
    known.set(body.nodes, contents);
  }
  return contents;
}

function look(nodes: readonly MarkupNode[], into: Contents, onCall: (call: PlaceNode) => void): void {
  for (const node of nodes) {
    if (node.kind === 'element') {
      if (node.component >= 0) into.anything = into.component = true;
      look(node.children, into, onCall);
    } else if (node.kind === 'if') for (const branch of node.branches) look(branch.nodes, into, onCall);
    else if (node.kind === 'for') look(node.nodes, into, onCall);
    else if (node.kind === 'slot') into.anything = true;
    else if (node.kind === 'call') onCall(node);
  }
}

function add(into: Contents, more: Contents): void {
  into.anything ||= more.anything;
  into.component ||= more.component;
}
