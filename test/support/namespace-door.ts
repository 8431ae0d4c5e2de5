import { connect, createServer } from 'node:net'

/**
 * Run inside a network namespace: `node namespace-door.ts FOLDER enter:PORT… leave:PORT…`. What comes to a port inside leaves through the
 * socket FOLDER/PORT, and what comes to the socket FOLDER/PORT enters to the port inside. Sockets of the file system are in no namespace.
 */
const [folder = '', ...doors] = process.argv.slice(2)
for (const door of doors) {
  const [way, port] = door.split(':')
  const server = createServer(from => {
    const to = way === 'leave' ? connect(`${folder}/${port}`) : connect(Number(port), '127.0.0.1')
    from.pipe(to).pipe(from)
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
    }
  })
  if (way === 'leave') server.listen(Number(port), '127.0.0.1')
  else server.listen(`${folder}/${port}`)
}
