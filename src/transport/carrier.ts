import type { Duplex, Readable, Writable } from 'node:stream'
import type { MantlError } from '../errors.ts'

/** The text that becomes an sh that reads commands. Any login shell understands it, so none has to be started around it. */
export const plainShell = 'exec sh'

/** What a kind of connection has to offer; shells, sudo and uploads are built on it once for all kinds. */
export interface Carrier {
  readonly host: string
  /** The name of the user who is logged in. */
  readonly user: string
  /** Starts sh text as a process group of its own with three pipes. Throws MantlError. */
  start(text: string): Promise<Channel>
  forward(address: string, port: number): Promise<Duplex>
  /** Settles when the carrier is gone: the error, or undefined after `close`. Never rejects. */
  readonly ended: Promise<MantlError | undefined>
  close(): Promise<void>
}

export interface Channel {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Settles when the process has ended; its output may still be on its way. Never rejects. */
  readonly ended: Promise<ChannelEnd>
  /** Drops the channel without waiting for anything. */
  destroy(): void
}

/** Both absent: the connection went away before the process said how it ended. */
export interface ChannelEnd {
  readonly exitCode?: number
  readonly signal?: string
}
