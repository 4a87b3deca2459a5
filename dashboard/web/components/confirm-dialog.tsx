import { useEffect, useRef, type ReactNode } from 'react';

/** Asks before something that can't be undone, or that costs. */
export function ConfirmDialog({
  title,
  text,
  action,
  refusal = 'Keep going',
  kind = 'danger',
  children,
  onAnswer,
}: {
  readonly title: string;
  readonly text: string;
  /** The word on the button that does it. */
  readonly action: string;
  /** The word on the button that does nothing. */
  readonly refusal?: string;
  readonly kind?: 'danger' | 'primary';
  /** What is to be filled in. */
  readonly children?: ReactNode;
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
        {children}
        <div className="row end">
          <button type="button" autoFocus onClick={() => onAnswer(false)}>
            {refusal}
          </button>
          <button type="button" className={kind} onClick={() => onAnswer(true)}>
            {action}
          </button>
        </div>
      </div>
    </dialog>
  );
}
