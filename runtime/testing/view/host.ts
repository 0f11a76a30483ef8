// The way to `minnow test`, which drives the browser: calls it answers, and what it is told.
// In: calls. Out: answers. Must not: know what is called. The two globals are the browser's protocol's: a function it adds, one it calls.

interface Global {
  minnowTest?: (payload: string) => void;
  minnowTestAnswer?: (call: number, ok: boolean, value: unknown) => void;
}

const realm = globalThis as Global;
const send = realm.minnowTest;
const waiting = new Map<number, { resolve(value: any): void; reject(error: Error): void }>();
let lastCall = 0;

realm.minnowTestAnswer = (call, ok, value) => {
  const entry = waiting.get(call);
  waiting.delete(call);
  if (ok) entry?.resolve(value);
  else entry?.reject(new Error(String(value)));
};

export function callHost(name: string, args: unknown): Promise<any> {
  const call = ++lastCall;
  return new Promise((resolve, reject) => {
    waiting.set(call, { resolve, reject });
    if (send) send(JSON.stringify({ call, name, args }));
    else reject(new Error('this page was not opened by minnow test'));
  });
}

export function tellHost(value: unknown): void {
  send?.(JSON.stringify({ name: 'tell', args: value }));
}
