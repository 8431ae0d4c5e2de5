import { readyMark } from './launch.ts'

/** What sudo wants, as its stderr tells it. PURE. `rest`: bytes that already belong to the program. */
export type HandshakeStep =
  | { readonly kind: 'wait' }
  | { readonly kind: 'send-password' }
  | { readonly kind: 'wrong-password' }
  | { readonly kind: 'ready'; readonly rest: Buffer }

export interface Handshake {
  readonly step: HandshakeStep
  /** All of stderr so far, at most the last 64 KiB: what to quote when sudo refuses. */
  readonly said: string
  readonly prompts: number
}

export const beforeHandshake: Handshake = { step: { kind: 'wait' }, said: '', prompts: 0 }

/** The password is sent at the first prompt and never without one: else the program itself would read it. */
export const advance = (before: Handshake, chunk: Uint8Array, prompt: string): Handshake => {
  const said = (before.said + Buffer.from(chunk).toString('latin1')).slice(-64 * 1024)
  const ready = said.indexOf(readyMark)
  const prompts = said.split(prompt).length - 1
  if (ready >= 0) {
    const rest = Buffer.from(said.slice(ready + readyMark.length), 'latin1')
    return { said, prompts, step: { kind: 'ready', rest } }
  }
  if (prompts > 1) return { said, prompts, step: { kind: 'wrong-password' } }
  return { said, prompts, step: { kind: prompts > before.prompts ? 'send-password' : 'wait' } }
}
