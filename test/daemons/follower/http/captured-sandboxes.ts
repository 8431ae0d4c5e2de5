import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { CapturedExchange } from '../../../mesos/captures.ts'

/** Makes the sandboxes that a real agent was asked about below `folder`: virtual path → real one. */
export const makeSandboxes = (exchanges: readonly CapturedExchange[], folder: string): Record<string, string> => {
  const made: Record<string, string> = {}
  for (const { name, response } of exchanges.filter(({ name }) => /\/sandbox\d_browse$/.test(name))) {
    const files: { path: string; size: number }[] = JSON.parse(response.body!.text!)
    const virtual = dirname(files[0]!.path)
    const real = join(folder, basename(name))
    mkdirSync(real)
    for (const { path, size } of files) writeFileSync(join(real, basename(path)), Buffer.alloc(size))
    const download = exchanges.find(other => other.name === name.replace('_browse', '_download'))!
    writeFileSync(join(real, nameOf(download)), Buffer.from(download.response.body?.text ?? ''))
    made[virtual] = real
  }
  return made
}

const nameOf = ({ request }: CapturedExchange): string =>
  basename(new URL(request.line.split(' ')[1]!, 'http://agent').searchParams.get('path')!)
