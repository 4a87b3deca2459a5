import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { SweepNames } from './sweep-names.tsx';

const root = document.getElementById('root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <SweepNames />
    </StrictMode>,
  );
