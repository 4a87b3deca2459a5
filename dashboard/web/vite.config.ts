import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page as static files that the API serves; `npm run dev` of Vite proxies to an API on the usual port. */
export default defineConfig({
  root: 'dashboard/web', // npm scripts run in the package's folder
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0, // the page's security policy allows fonts and scripts from files only
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
