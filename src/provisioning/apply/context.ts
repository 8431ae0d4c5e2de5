import type { ByteSource, Connection, PackedBytes } from '../../transport/connection.ts'
import type { Layout } from '../layout.ts'
import type { Unpacker } from '../model/unpacker.ts'

/** What carrying out a change on one host needs beside the change itself. */
export interface ApplyContext {
  readonly connection: Connection
  readonly layout: Layout
  /** The bytes of a release's part, by SHA-256. */
  readonly blob: (sha256: string) => Blob
  readonly onProgress?: (note: string) => void
  /** Who only waits gives up at once; who changes something finishes. */
  readonly signal?: AbortSignal
}

export interface Blob {
  readonly raw: ByteSource
  /** Where they lie, when the host is this very machine: a copy is quicker than a stream. */
  readonly localPath?: string
  /** That file is one of our own cache, made once and never changed: a hard link will do. */
  readonly linkable?: true
  /** The same, compressed for that program, for the way over a network; made when it is first asked for, and kept. */
  readonly packed?: (unpacker: Unpacker) => Promise<PackedBytes>
}

/** A change that is more than sh text on the host. */
export type Apply<C> = (change: C, context: ApplyContext) => Promise<void>
