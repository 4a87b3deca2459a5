/** The IP that a host means to the server, which listens on IPs only. */
export function ipOf(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}

/** Where programs on this machine reach a server that listens on an IP: every interface's is not one to connect to. */
export function reachable(ip: string, port: number): string {
  return authority({ '0.0.0.0': '127.0.0.1', '::': '::1' }[ip] ?? ip, port);
}

/** Host and port as one; IPv6 in brackets. */
function authority(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where Temporal's own pages are; null for no port. */
export function uiUrl(ip: string, uiPort: number | null): string | null {
  return uiPort === null ? null : `http://${reachable(ip, uiPort)}`;
}
