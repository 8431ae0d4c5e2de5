import { randomBytes } from 'node:crypto'
import { MantlError } from '../../errors.ts'
import type { Carrier, Channel } from '../carrier.ts'
import type { Become } from '../connection.ts'
import { advance, beforeHandshake } from './handshake.ts'
import { launch } from './launch.ts'
import { sudoRefusal } from './refusal.ts'

/** PAM modules that ask a directory server may be slow; a sudo that is silent for longer never answers. */
const patienceMs = 30_000

/**
 * Starts sh text as the wanted user; undefined: who logged in. stdin belongs to `text` when this returns.
 * Throws MantlError sudo.*. Without a password sudo's refusal shows in how the channel ends.
 */
export const openChannel = async (carrier: Carrier, text: string, become: Become | undefined): Promise<Channel> => {
  if (!become) return carrier.start(text)
  const prompt = `[mantl ${randomBytes(8).toString('hex')}]`
  const channel = await carrier.start(launch(text, become, prompt))
  if (become.password !== undefined) await passHandshake(carrier, channel, prompt, become.password)
  return channel
}

const passHandshake = (carrier: Carrier, channel: Channel, prompt: string, password: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let state = beforeHandshake
    let settled = false
    const silence = new MantlError('sudo.refused', `sudo on ${carrier.host} did not answer in ${patienceMs / 1000} s`)
    const timer = setTimeout(() => refuse(silence), patienceMs)
    const settle = (): void => {
      settled = true
      clearTimeout(timer)
      channel.stderr.off('data', read)
    }
    const refuse = (error: MantlError): void => {
      settle()
      channel.destroy()
      reject(error)
    }
    const read = (chunk: Buffer): void => {
      state = advance(state, chunk, prompt)
      const { step } = state
      if (step.kind === 'send-password') channel.stdin.write(`${password}\n`)
      if (step.kind === 'wrong-password') refuse(sudoRefusal(carrier.host, carrier.user, 'incorrect password'))
      if (step.kind !== 'ready') return
      settle()
      channel.stderr.pause()
      if (step.rest.length > 0) channel.stderr.unshift(step.rest)
      resolve()
    }
    channel.stderr.on('data', read)
    const silent = new Promise(done => channel.stderr.once('end', done))
    void channel.ended.then(async end => {
      // sudo's reason may come after its exit code
      await Promise.race([silent, new Promise(done => setTimeout(done, 500).unref())])
      if (settled) return // past the handshake the channel's last words belong to the program
      refuse((await lostOf(carrier, end)) ?? sudoRefusal(carrier.host, carrier.user, state.said))
    })
  })

/** The connection's own error where that ended the channel; it is announced shortly after the channel's end. */
export const lostOf = async (
  carrier: Carrier,
  end: { readonly exitCode?: number; readonly signal?: string },
): Promise<MantlError | undefined> => {
  if (end.exitCode !== undefined || end.signal !== undefined) return undefined
  return Promise.race([carrier.ended, new Promise<undefined>(resolve => setTimeout(resolve, 1000, undefined).unref())])
}
