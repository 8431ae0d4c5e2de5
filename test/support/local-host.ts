import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApplyContext, Blob } from '../../src/provisioning/apply/context.ts'
import type { Layout } from '../../src/provisioning/layout.ts'
import { bytesSource } from '../../src/transport/byte-source.ts'
import type { Connection } from '../../src/transport/connection.ts'
import { openConnection } from '../../src/transport/open-connection.ts'

/** This machine as a host whose folders all lie in a temporary one. */
export interface LocalHost {
  readonly folder: string
  readonly context: ApplyContext
  /** What was noted as made, one line each, the folder's name cut off. */
  made(): string[]
  connect(): Promise<Connection>
  close(): Promise<void>
}

export const localHost = async (blobs: Readonly<Record<string, Blob>> = {}): Promise<LocalHost> => {
  const folder = await mkdtemp(join(tmpdir(), 'mantl-host-'))
  const connections: Connection[] = []
  const connect = async () => {
    const connection = await openConnection({ host: 'here', kind: 'local' })
    connections.push(connection)
    return connection
  }
  const layout = layoutIn(folder)
  await mkdir(layout.state)
  const list = join(layout.state, 'made')
  return {
    folder,
    connect,
    context: {
      connection: await connect(),
      layout,
      blob: sha256 => blobs[sha256] ?? { raw: bytesSource('') },
    },
    made: () =>
      existsSync(list) ? readFileSync(list, 'utf8').replaceAll(`${folder}/`, '').split('\n').filter(Boolean) : [],
    close: async () => {
      await Promise.all(connections.map(connection => connection.close()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const layoutIn = (folder: string): Layout => ({
  store: `${folder}/opt/store`,
  releases: `${folder}/opt/releases`,
  current: `${folder}/opt/current`,
  config: `${folder}/etc`,
  state: `${folder}/state`,
  lock: `${folder}/lock`,
  logs: `${folder}/log`,
  work: `${folder}/work`,
  runtime: `${folder}/run`,
  units: `${folder}/units`,
})
