import { useTitle } from '../../hooks/use-title.ts';
import { SubmitForm } from './submit-form.tsx';

/** Where a sweep file is submitted. */
export function NewSweepPage() {
  useTitle('New sweep');
  return (
    <>
      <div className="page-head">
        <h1>New sweep</h1>
      </div>
      <SubmitForm />
    </>
  );
}
