import { SubmitForm } from './submit-form.tsx';

/** What to do when there is nothing yet. */
export function NoSweeps() {
  return (
    <div className="empty">
      <h2>No sweeps yet</h2>
      <p className="muted">
        Submit a sweep file here, or from a terminal: <code>hnet-sweep submit sweeps/quickstart.yaml</code>
      </p>
      <SubmitForm />
    </div>
  );
}
