import type { ContainerInput, ContainerOutput, OutputPiece } from '../mesos/clients/container-io.ts'
import { createDetachKeys } from './detach-keys.ts'
import type { OwnTerminal } from './own-terminal.ts'

export type ShowOutput = (piece: OutputPiece) => Promise<void> | void

/** Hands on what the container says, until it ends. */
export const showAll = async ({ pieces }: ContainerOutput, show: ShowOutput): Promise<void> => {
  for await (const piece of pieces) await show(piece)
}

const heartbeatMillis = 30_000

export interface Typing {
  /** Where keys come from; its end is the end of the container's input, unless it has a terminal. */
  readonly keys: AsyncIterable<Uint8Array>
  /** Set: the container has a terminal, which is told how large ours is, and the detach keys end it all. */
  readonly terminal?: OwnTerminal
  readonly onDetach: () => void
}

/** Sends what is typed here, how large our terminal is, and signs of life. Returns what stops that. */
export const typeInto = (input: ContainerInput, { keys, terminal, onDetach }: Typing): (() => void) => {
  const resize = () => {
    const window_size = terminal!.size()
    void input.write({ type: 'CONTROL', control: { type: 'TTY_INFO', tty_info: { window_size } } })
  }
  if (terminal) {
    resize()
    terminal.onResize(resize)
  }
  const heartbeat = { interval: { nanoseconds: heartbeatMillis * 1e6 } }
  const beat = () => void input.write({ type: 'CONTROL', control: { type: 'HEARTBEAT', heartbeat } })
  const beats = setInterval(beat, heartbeatMillis).unref()
  void pump(input, keys, terminal !== undefined, onDetach).catch(() => {})
  return () => clearInterval(beats)
}

const pump = async (input: ContainerInput, keys: AsyncIterable<Uint8Array>, watched: boolean, detach: () => void) => {
  const detachKeys = createDetachKeys()
  for await (const typed of keys) {
    const { pass, detach: asked } = watched ? detachKeys.take(typed) : { pass: typed, detach: false }
    if (pass.length > 0) await say(input, pass)
    if (asked) return detach()
  }
  await say(input, new Uint8Array())
}

/** An empty piece is the end. */
const say = (input: ContainerInput, bytes: Uint8Array): Promise<void> =>
  input.write({ type: 'DATA', data: { type: 'STDIN', data: Buffer.from(bytes).toString('base64') } })
