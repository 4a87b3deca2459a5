import '@fontsource-variable/inter/wght.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError } from './api/request.ts';
import { App } from './app.tsx';
import './styles/index.css';

/** A mistake in the request stays one; only a server that is away is asked again. */
function isPassing(error: Error): boolean {
  return !(error instanceof ApiError) || error.problem.status === 0 || error.problem.status >= 500;
}

const client = new QueryClient({
  defaultOptions: {
    queries: { retry: (failures, error) => failures < 3 && isPassing(error), staleTime: 1_000 },
  },
});

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
