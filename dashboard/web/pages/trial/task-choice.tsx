/** All tasks, or one. */
export function TaskChoice({
  tasks,
  task,
  onChange,
}: {
  readonly tasks: number;
  /** Null for all. */
  readonly task: number | null;
  readonly onChange: (task: number | null) => void;
}) {
  return (
    <select
      aria-label="Task"
      value={task ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? null : Number(target.value))}
    >
      <option value="">all tasks</option>
      {Array.from({ length: tasks }, (_, i) => (
        <option key={i} value={i}>
          task {i + 1}
        </option>
      ))}
    </select>
  );
}
