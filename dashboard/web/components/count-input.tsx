/** A field for a count, from 1 on. What is typed stays text, so that it may be empty meanwhile. */
export function CountInput({
  id,
  max,
  text,
  onText,
}: {
  readonly id?: string;
  readonly max: number;
  readonly text: string;
  readonly onText: (text: string) => void;
}) {
  return (
    <input
      id={id}
      type="number"
      min={1}
      max={max}
      required
      value={text}
      onChange={(event) => onText(event.target.value)}
    />
  );
}
