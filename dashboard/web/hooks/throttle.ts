/** Calls at once, then at most once in `everyMs`; a call in between is made up for at the end. */
export function throttle(action: () => void, everyMs: number): { call(): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let again = false;
  function call(): void {
    if (timer !== null) {
      again = true;
      return;
    }
    action();
    timer = setTimeout(() => {
      timer = null;
      if (again) {
        again = false;
        call();
      }
    }, everyMs);
  }
  return {
    call,
    cancel() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
