import { isZooKeeperError, type ZooKeeperClient } from '../zookeeper/client.ts'

/** Reads several nodes a request where the servers know how (3.6), else each by itself. `undefined`: it is not there. */
export const valueReader = (client: Pick<ZooKeeperClient, 'get' | 'getMany'>) => {
  let many = true

  const one = async (path: string): Promise<Buffer | undefined> => {
    try {
      return (await client.get(path)).data
    } catch (error) {
      if (isZooKeeperError(error, 'no_node')) return undefined
      throw error
    }
  }

  return async (paths: readonly string[]): Promise<(Buffer | undefined)[]> => {
    if (many) {
      try {
        return await client.getMany(paths)
      } catch (error) {
        if (!isZooKeeperError(error, 'unimplemented')) throw error
        many = false
      }
    }
    return Promise.all(paths.map(one))
  }
}
