// A program behind the real development server. In: its folder. Out: its origin, what the server printed. Must not: change what is served.
import { spawn } from 'node:child_process';
import { minnowBinary } from '../build.mjs';

export async function serveProgram(folder, assets) {
  const env = { ...process.env, ...(assets ? { MINNOW_ASSETS: assets } : {}) };
  const child = spawn(minnowBinary(), ['dev', folder, '--listen', '127.0.0.1:0', '--no-open'], { stdio: ['ignore', 'pipe', 'pipe'], env });
  let text = '';
  const origin = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      text += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+(?=\/)/.exec(text);
      if (found) resolve(found[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`minnow dev ended with ${code}\n${text}`)));
    child.on('error', reject);
  });
  return { origin, printed: (word) => text.split('\n').filter((line) => line.includes(`STOLEN${word}`)), text: () => text, close: () => child.kill() };
}
