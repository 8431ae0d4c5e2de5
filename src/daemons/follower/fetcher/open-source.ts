import { pipeline } from 'node:stream/promises'
import { openDownload, type Source } from './download.ts'
import type { FetchItem } from './plan.ts'
import { readLocal } from './read-local.ts'
import type { Workplace } from './run-as.ts'

/** Where a URI's content comes from, with its size where that is known. Throws where it can't be had. */
export const openSource = async (
  source: FetchItem['source'],
  place: Workplace,
  stallMillis: number,
): Promise<Source> => {
  if (source.kind === 'http') return openDownload(source.url, { stallMillis, signal: place.signal })
  const { size, output, ended } = await readLocal(place, source.path)
  return {
    size,
    pour: async to => {
      const [poured, read] = await Promise.allSettled([pipeline(output, to), ended])
      if (read.status === 'rejected') throw read.reason
      if (poured.status === 'rejected') throw poured.reason
    },
    cancel: () => output.destroy(),
  }
}
