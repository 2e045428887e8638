import { freePort } from '../free-port.ts'

/**
 * A free port of 127.0.0.1 for a program that cannot say which one the system gave it. It lies below the ports that the
 * system gives to others (ip_local_port_range in ip(7)), so that nobody gets it by chance before it is listened on.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    if ((await freePort(port)) === port) return port
  }
}
