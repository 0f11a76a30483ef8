// The wire to the logic realm, tapped where the browser has it: at the Worker. What passes is shown to listeners, and `boot` may be changed.
// In: messages of both realms. Out: the same to listeners; the manifest and the Worker of the visit. Must not: hold back, reorder or change any other message.
import type { BootMessage, LogicMessage, ViewMessage } from '../../shared/bridge';

type Listener<M> = (message: M) => void;

/** What the visit runs with, from `boot` on. */
export const visit: { worker: Worker | null; manifest: any; launch: any; system: any } = { worker: null, manifest: null, launch: null, system: null };

const toLogic = new Set<Listener<ViewMessage>>();
const fromLogic = new Set<Listener<LogicMessage>>();
const drawn = new Set<Listener<LogicMessage>>();
const booting = new Set<Listener<BootMessage>>();

/** Before `boot` is sent, which may be written to. */
export const onBoot = (listener: Listener<BootMessage>) => void booting.add(listener);
export const onSent = (listener: Listener<ViewMessage>) => void toLogic.add(listener);
/** Before the view acts on a message. */
export const onReceived = (listener: Listener<LogicMessage>) => void fromLogic.add(listener);
/** After it did. */
export const onDrawn = (listener: Listener<LogicMessage>) => void drawn.add(listener);

function tell<M>(listeners: Set<Listener<M>>, message: M): void {
  for (const listener of listeners) {
    try {
      listener(message);
    } catch (error) {
      console.error(error);
    }
  }
}

function begin(worker: Worker, message: BootMessage): void {
  tell(booting, message);
  Object.assign(visit, { worker, manifest: message.manifest, launch: message.launch, system: message.system });
  worker.addEventListener('message', ({ data }) => tell(fromLogic, data));
  // The view listens as soon as it has sent `boot`: before this, and no message comes between.
  queueMicrotask(() => worker.addEventListener('message', ({ data }) => tell(drawn, data)));
}

const { postMessage } = Worker.prototype;
Worker.prototype.postMessage = function (this: Worker, message: any, ...rest: any[]): void {
  if (!visit.worker && message?.t === 'boot') begin(this, message);
  if (this === visit.worker) tell(toLogic, message);
  (postMessage as (...args: any[]) => void).call(this, message, ...rest);
};
