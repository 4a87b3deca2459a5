/** Puts a text on the clipboard; also where the browser gives pages without TLS no clipboard of their own. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.style.position = 'fixed';
    document.body.append(area);
    area.select();
    // Deprecated, and the only way on plain http.
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
