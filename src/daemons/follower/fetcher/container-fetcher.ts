import type { ContainerFetcher } from '../containerizer/fetcher.ts'
import { fetchAll } from './fetch.ts'

export const createContainerFetcher = (frameworksHome: string, stallMillis: number): ContainerFetcher => ({
  fetch: (_, uris, { sandbox, user }) => fetchAll(uris, { sandbox, user, frameworksHome, stallMillis }),
  stop: () => Promise.resolve(),
})
