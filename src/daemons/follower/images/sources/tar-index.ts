import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { MantlError } from '../../../../errors.ts'
import { parsePax } from '../layers/pax.ts'
import { blockBytes, paddingOf, parseHeader } from '../layers/tar-header.ts'
import { readWhole } from '../layers/verified.ts'

/** An uncompressed archive of which single members are read, without unpacking it. */
export interface TarIndex {
  has(name: string): boolean
  sizeOf(name: string): number
  /** Throws MantlError follower.image where it has none of this name. */
  read(name: string): AsyncIterable<Buffer>
  readText(name: string, maxBytes: number): Promise<string>
}

interface Member {
  readonly offset: number
  readonly size: number
  /** Old `docker save`s link to a layer that an earlier image in the archive has. */
  readonly link?: string
}

const mostMembers = 100_000
const largestExtension = 1024 * 1024
const readBytes = 256 * 1024

/** Throws MantlError follower.image where the file is no such archive. */
export const openTarIndex = async (path: string): Promise<TarIndex> => {
  const members = await scan(path)
  const find = (name: string): Member => {
    let member = members.get(name)
    for (let hops = 0; member?.link !== undefined && hops < 8; hops++) member = members.get(member.link)
    if (member === undefined || member.link !== undefined)
      throw new MantlError('follower.image', `${path} lacks ${name}`)
    return member
  }
  const read = (name: string): AsyncIterable<Buffer> => {
    const { offset, size } = find(name)
    return size === 0
      ? nothing()
      : createReadStream(path, { start: offset, end: offset + size - 1, highWaterMark: readBytes })
  }
  return {
    has: name => members.has(name),
    sizeOf: name => find(name).size,
    read,
    readText: async (name, maxBytes) => (await readWhole(read(name), maxBytes, `${name} in ${path}`)).toString('utf8'),
  }
}

async function* nothing(): AsyncGenerator<Buffer> {}

const scan = async (path: string): Promise<ReadonlyMap<string, Member>> => {
  const file = await open(path, 'r')
  try {
    return await scanMembers(file, path)
  } finally {
    await file.close()
  }
}

const scanMembers = async (file: FileHandle, path: string): Promise<ReadonlyMap<string, Member>> => {
  const members = new Map<string, Member>()
  const { size: end } = await file.stat()
  let names: { readonly name?: string; readonly link?: string; readonly size?: number } = {}
  for (let at = 0; at + blockBytes <= end; ) {
    const block = await bytesAt(file, at, blockBytes)
    if (block.every(byte => byte === 0)) break
    const header = parseHeader(block)
    if (header === undefined || !Number.isSafeInteger(header.size) || header.size < 0) throw noArchive(path)
    const offset = at + blockBytes
    const extension = 'xLK'.includes(header.type)
    if (extension && header.size > largestExtension) throw noArchive(path)
    if (extension) names = { ...names, ...said(header.type, await bytesAt(file, offset, header.size)) }
    const size = extension ? header.size : '12'.includes(header.type) ? 0 : (names.size ?? header.size)
    if (offset + size > end) throw new MantlError('follower.image', `${path} ends too early`)
    if (!extension) {
      const name = clean(names.name ?? header.name)
      if ('07'.includes(header.type)) members.set(name, { offset, size })
      if ('12'.includes(header.type))
        members.set(name, { offset, size, link: linked(name, header.type, names.link ?? header.link) })
      names = {}
      if (members.size > mostMembers) throw noArchive(path)
    }
    at = offset + size + paddingOf(size)
  }
  if (members.size === 0) throw noArchive(path)
  return members
}

const bytesAt = async (file: FileHandle, position: number, length: number): Promise<Buffer> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

const said = (type: string, content: Buffer) => {
  const text = () => content.toString('latin1').replace(/\0[\s\S]*$/, '')
  if (type !== 'x') return type === 'L' ? { name: text() } : { link: text() }
  const records = parsePax(content)
  const [name, link, size] = [records.get('path'), records.get('linkpath'), Number(records.get('size') ?? Number.NaN)]
  return {
    ...(name ? { name } : {}),
    ...(link ? { link } : {}),
    ...(Number.isSafeInteger(size) && size >= 0 ? { size } : {}),
  }
}

const clean = (name: string): string => name.replace(/^(\.?\/)+/, '').replace(/\/+$/, '')

/** A hard link names a member, a symbolic one is relative to its own folder. */
const linked = (name: string, type: string, link: string): string =>
  type === '1' ? clean(link) : clean(new URL(link, `file:///${name}`).pathname)

const noArchive = (path: string) =>
  new MantlError('follower.image', `${path} is no tar archive, or a compressed or damaged one`)
