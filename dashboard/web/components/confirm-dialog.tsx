import { useEffect, useRef } from 'react';

/** Asks before something that can't be undone. */
export function ConfirmDialog({
  title,
  text,
  action,
  onAnswer,
}: {
  readonly title: string;
  readonly text: string;
  /** The word on the button that does it. */
  readonly action: string;
  readonly onAnswer: (yes: boolean) => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="confirm-title"
      onCancel={() => onAnswer(false)}
      onClick={(event) => event.target === dialog.current && onAnswer(false)}
    >
      <div className="dialog-body">
        <h2 id="confirm-title">{title}</h2>
        <p>{text}</p>
        <div className="row end">
          <button type="button" autoFocus onClick={() => onAnswer(false)}>
            Keep going
          </button>
          <button type="button" className="danger" onClick={() => onAnswer(true)}>
            {action}
          </button>
        </div>
      </div>
    </dialog>
  );
}
