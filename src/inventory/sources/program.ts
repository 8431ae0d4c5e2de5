import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { MantlError } from '../../errors.ts'
import { readDynamicInventory, readHostAnswer } from '../readers/dynamic-inventory.ts'
import type { HostListing } from '../readers/host-listing.ts'
import type { Plain } from '../value.ts'

/** Asks a program for its hosts, as Ansible does. Throws MantlError inventory.program. */
export const runInventoryProgram = async (file: string): Promise<HostListing> => {
  await access(file, constants.X_OK).catch(() => {
    throw new MantlError('inventory.program', `${file} looks like a program, and may not be executed`, {
      hint: `chmod +x ${file}, if it is one`,
    })
  })
  const read = readDynamicInventory(await run(file, '--list'))
  if ('wrong' in read) throw wrong(file, '--list', read.wrong)
  if (read.complete) return read.listing
  const hosts = [...new Set([...read.listing.groups.values()].flatMap(group => group.hosts))]
  const hostVariables = new Map<string, Readonly<Record<string, Plain>>>()
  for (const host of hosts) hostVariables.set(host, await askForHost(file, host))
  return { ...read.listing, hostVariables }
}

const askForHost = async (file: string, host: string): Promise<Readonly<Record<string, Plain>>> => {
  const answer = readHostAnswer(await run(file, '--host', host))
  if ('wrong' in answer) throw wrong(file, `--host ${host}`, answer.wrong)
  return answer.variables
}

const run = (file: string, ...args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' as const }
    const child = execFile(file.includes('/') ? file : `./${file}`, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout)
      const said = stderr.trim().split('\n').slice(-3).join('\n')
      const why = error.killed ? 'it took longer than two minutes, or printed more than 64 MB' : said || error.message
      reject(wrong(file, args.join(' '), why))
    })
    child.stdin?.end()
  })

const timeoutMs = 120_000

const wrong = (file: string, asked: string, why: string) =>
  new MantlError('inventory.program', `the inventory program ${file} ${asked} failed: ${why}`)
