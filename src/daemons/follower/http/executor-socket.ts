import { chmodSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { createServer } from '../../../http/server.ts'
import type { HttpServer, ServerOptions } from '../../../http/server-options.ts'
import type { SocketPlaces } from '../executors/domain-socket.ts'

/** What is served there: the executor API, to whoever proves to be an executor where that is asked for. */
const path = '/api/v1/executor'

/** The executor API on a socket in the file system, for executors whose network does not reach us. Throws MantlError http.listen. */
export const serveExecutorSocket = async (
  { location, folder, file }: SocketPlaces,
  options: Pick<ServerOptions, 'routes' | 'authenticate' | 'disabledPaths' | 'log'>,
): Promise<HttpServer> => {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  rmSync(file, { force: true })
  const server = await createServer({
    ...options,
    routes: options.routes.filter(route => route.path === path),
    ip: '',
    port: 0,
    socket: file,
    processId: 'slave(1)',
    onMessage: () => false,
  })
  // Executors run as anybody: the port is everybody's, too.
  chmodSync(file, 0o666)
  link(location, file)
  return server
}

/** Nobody finds nothing in between. What is no link and no socket is not ours to take away. */
const link = (location: string, file: string): void => {
  const found = lstatSync(location, { throwIfNoEntry: false })
  if (found !== undefined && !found.isSymbolicLink() && !found.isSocket()) {
    throw new MantlError('http.listen', `--domain_socket_location: ${location} is there and is no socket`)
  }
  mkdirSync(dirname(location), { recursive: true })
  const temporary = `${location}.${process.pid}`
  rmSync(temporary, { force: true })
  symlinkSync(file, temporary)
  renameSync(temporary, location)
}
