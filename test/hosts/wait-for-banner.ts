import { connect } from 'node:net'

/**
 * A program for the inside of a lab: `node wait-for-banner.ts SECONDS IP…` ends with 0 once every address has sent an SSH
 * banner; with 1, and the silent addresses on stdout, when the seconds are over.
 */
const [seconds, ...addresses] = process.argv.slice(2)
const end = performance.now() + Number(seconds) * 1000
const pause = 20

const answers = (host: string): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect({ host, port: 22 })
    const finish = (answered: boolean) => {
      socket.destroy()
      resolve(answered)
    }
    socket.setTimeout(1000, () => finish(false))
    socket.on('data', chunk => finish(chunk.toString().startsWith('SSH-')))
    socket.on('error', () => finish(false))
    socket.on('close', () => finish(false))
  })

const waitFor = async (host: string): Promise<boolean> => {
  while (!(await answers(host))) {
    if (performance.now() > end) return false
    await new Promise(resolve => setTimeout(resolve, pause))
  }
  return true
}

const answered = await Promise.all(addresses.map(waitFor))
const silent = addresses.filter((_, index) => !answered[index])
if (silent.length > 0) process.stdout.write(`${silent.join(' ')}\n`)
process.exit(silent.length > 0 ? 1 : 0)
