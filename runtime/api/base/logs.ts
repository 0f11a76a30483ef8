// Log managers: the local one keeps what it was told up to 5 MB, the real-time one says how much of its budget is used.
// In: values. Out: lines on the console. Must not: send anything over the network.

const LOCAL_BYTES_MAX = 5 * 1024 * 1024;
const REALTIME_BYTES_MAX = 5 * 1024;
const REALTIME_LINES_MAX = 500;

export function createLogs() {
  const lines: string[] = [];
  let bytes = 0;
  const keep = (level: string, values: unknown[]): string => {
    const line = `${level} ${values.map(textOf).join(' ')}`;
    lines.push(line);
    bytes += line.length;
    while (bytes > LOCAL_BYTES_MAX) bytes -= lines.shift()!.length;
    return line;
  };
  return {
    /** Level 0 also records App, Page and console activity in the vendor's client; here console is already visible. */
    local: (_level: number) => ({
      debug: (...values: unknown[]) => (keep('debug', values), console.debug(...values)),
      info: (...values: unknown[]) => (keep('info', values), console.info(...values)),
      log: (...values: unknown[]) => (keep('log', values), console.log(...values)),
      warn: (...values: unknown[]) => (keep('warn', values), console.warn(...values)),
    }),
    realtime: () => createRealtime(keep),
  };
}

function createRealtime(keep: (level: string, values: unknown[]) => string) {
  let size = 0;
  let logCount = 0;
  let filters: string[] = [];
  const write = (level: 'info' | 'warn' | 'error', values: unknown[]) => {
    size += keep(level, filters.length ? [...values, ...filters] : values).length;
    logCount++;
    console[level](...values);
  };
  const setFilterMsg = (message: string) => void (filters = [String(message)]);
  const addFilterMsg = (message: string) => void filters.push(String(message));
  const manager = {
    info: (...values: unknown[]) => write('info', values),
    warn: (...values: unknown[]) => write('warn', values),
    error: (...values: unknown[]) => write('error', values),
    setFilterMsg,
    addFilterMsg,
    in: () => manager,
    getCurrentState: () => ({ size, maxSize: REALTIME_BYTES_MAX, logCount, maxLogCount: REALTIME_LINES_MAX }),
    tag: (name: string) => ({
      info: (key: string, value: unknown) => write('info', [name, key, value]),
      warn: (key: string, value: unknown) => write('warn', [name, key, value]),
      error: (key: string, value: unknown) => write('error', [name, key, value]),
      setFilterMsg,
      addFilterMsg,
    }),
  };
  return manager;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
