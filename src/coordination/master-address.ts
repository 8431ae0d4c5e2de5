import { MantlError } from '../errors.ts'
import { parseZooKeeperUrl, type ZooKeeperUrl } from '../zookeeper/url.ts'

/** Where to learn who leads: the forms of Mesos' --zk and --master. */
export type MasterAddress =
  | { readonly kind: 'zookeeper'; readonly url: ZooKeeperUrl }
  | { readonly kind: 'address'; readonly host: string; readonly port: number }
  /** A file that holds one of the other two. */
  | { readonly kind: 'file'; readonly path: string }

const defaultPort = 5050

/** Throws MantlError 'coordination.bad_address' or 'zookeeper.bad_url'. */
export const parseMasterAddress = (text: string): MasterAddress => {
  const trimmed = text.trim()
  if (trimmed.startsWith('zk://')) return { kind: 'zookeeper', url: parseZooKeeperUrl(trimmed) }
  if (trimmed.startsWith('file://')) return { kind: 'file', path: trimmed.slice('file://'.length) }
  const match = /^(?:master@)?([^\s:/@,]+)(?::(\d{1,5}))?$/.exec(trimmed)
  const port = match?.[2] === undefined ? defaultPort : Number(match[2])
  if (match === null || port < 1 || port > 65_535) {
    throw new MantlError('coordination.bad_address', `Master address ${JSON.stringify(trimmed)} is not understood`, {
      hint: 'write host:port, zk://host1:port1,host2:port2/path or file:///path of a file with one of these',
    })
  }
  return { kind: 'address', host: match[1]!, port }
}
