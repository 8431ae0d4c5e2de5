import type { AllocatorState, Client } from './state.ts'

/** These may get what they could not get before: agents that nobody wanted are looked at for them again. */
export const tell = (state: AllocatorState, clients: Iterable<Client>): void => {
  const { news } = state
  const version = ++state.version
  for (const client of clients) {
    client.version = version
    news.list.push({ version, client })
  }
  if (news.list.length <= news.most) return
  news.list = news.list.filter(isLatest)
  news.most = 64 + 2 * news.list.length
}

/** The active clients with news after a version. */
export const newsSince = ({ news }: AllocatorState, version: number): Client[] => {
  const result: Client[] = []
  for (let i = news.list.length - 1; i >= 0 && news.list[i]!.version > version; i--) {
    if (isLatest(news.list[i]!)) result.push(news.list[i]!.client)
  }
  return result
}

/** Who is not active now gives news when it is again. */
const isLatest = ({ version, client }: { version: number; client: Client }): boolean =>
  client.version === version && client.place !== undefined
