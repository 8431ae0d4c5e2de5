import { bytesSource } from '../../transport/byte-source.ts'
import type { WriteFile } from '../model/change.ts'
import type { Apply } from './context.ts'
import { runScript } from './run-script.ts'

/** The file gets its name when it is complete; mode first, content after. */
export const writeFile: Apply<WriteFile> = async ({ path, content, mode, owner, replaces }, context) => {
  if (!replaces) await runScript(context, 'made path "$1"', [path])
  const source = bytesSource(content.text)
  await context.connection.upload(source, path, { mode, ...(owner === undefined ? {} : { owner }), durable: true })
}
