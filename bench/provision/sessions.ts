/** Opens a connection and an sh to each host named by the arguments, all at once, and ends. */
import * as nodeModule from 'node:module'
import { join } from 'node:path'

nodeModule.enableCompileCache?.(join(process.env.XDG_CACHE_HOME ?? '', 'mantl', 'compiled'))
const { openConnection } = await import('../../src/transport/open-connection.ts')
const session = async (host: string): Promise<void> => {
  const connection = await openConnection({ host, kind: 'ssh' })
  await connection.run({ script: ':', inline: true })
  await connection.close()
}
await Promise.all(process.argv.slice(2).map(session))
