/** Passes connections on to a host's port 22, each piece so many milliseconds late: `slow-road.ts PORT HOST MILLISECONDS`. */
import { connect, createServer, type Socket } from 'node:net'

const [port, host, late] = process.argv.slice(2)

const pass = (from: Socket, to: Socket) => {
  from.on('data', piece => void setTimeout(() => to.write(piece), Number(late)))
  from.on('error', () => undefined)
  from.on('close', () => void setTimeout(() => to.destroy(), Number(late)))
}

createServer({ noDelay: true }, near => {
  const far = connect({ host: host!, port: 22, noDelay: true })
  pass(near, far)
  pass(far, near)
}).listen(Number(port))
