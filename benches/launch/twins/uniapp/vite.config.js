// How Vite builds this twin.
import { defineConfig } from 'vite'
import uni from '@dcloudio/vite-plugin-uni'
const u = typeof uni === 'function' ? uni : uni.default
export default defineConfig({ plugins: [u()] })
