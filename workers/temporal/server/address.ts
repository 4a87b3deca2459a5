/** Host and port as one; IPv6 in brackets. */
export function authority(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where Temporal's own pages are; null for no port. */
export function uiUrl(host: string, uiPort: number | null): string | null {
  return uiPort === null ? null : `http://${authority(host, uiPort)}`;
}
