import { Link } from 'wouter';
import { useTitle } from '../hooks/use-title.ts';

/** For addresses that lead nowhere. */
export function NotFoundPage() {
  useTitle('Not found');
  return (
    <div className="empty">
      <h1>There is nothing here</h1>
      <p>
        <Link href="/">All sweeps</Link>
      </p>
    </div>
  );
}
