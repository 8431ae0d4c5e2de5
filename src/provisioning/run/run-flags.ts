import { homedir } from 'node:os'
import { join } from 'node:path'
import { Flags } from '@oclif/core'
import { lastInventory } from '../../cluster/known-clusters.ts'
import { timeFlag } from '../../cluster/time-flag.ts'
import type { LoadOptions } from '../../inventory/sources/load.ts'
import type { OpenOptions } from '../../transport/connection.ts'
import { isDeadHere, lockOwner } from '../phases/lock-owner.ts'
import { loadTemplates } from '../templates.ts'
import type { ObserveOptions } from './observe.ts'
import type { PrepareOptions } from './prepare.ts'
import { type VaultFlags, vaultPasswords } from './vault-flags.ts'

/** Flags of every command that reads an inventory. */
export const readFlags = {
  'extra-vars': Flags.string({
    char: 'e',
    summary: 'variables above all others: NAME=VALUE, {json} or @FILE',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'VARS',
  }),
  'vault-password-file': Flags.string({
    summary: 'ansible-vault password: a file, a program that prints it, or prompt; ID@… names it',
    multiple: true,
    multipleNonGreedy: true,
    env: 'ANSIBLE_VAULT_PASSWORD_FILE',
    helpValue: 'FILE',
  }),
}

/** Of those whose first argument is something else. */
export const inventoryFlag = {
  inventory: Flags.string({ char: 'i', summary: 'default: the one provisioned last', helpValue: 'INVENTORY' }),
}

/** Of those that look at an inventory only when one is named. */
export const besideFlag = {
  inventory: Flags.string({ char: 'i', summary: 'also what lies beside this inventory', helpValue: 'INVENTORY' }),
}

export const inventoryOf = async ({ inventory }: { readonly inventory?: string | undefined }): Promise<string> =>
  inventory ?? (await lastInventory())

/** Flags of every command that works on an inventory's hosts. */
export const runFlags = {
  limit: Flags.string({
    char: 'l',
    summary: 'only these hosts: names, groups, wildcards, a:b, a:&b, a:!b',
    helpValue: 'PATTERN',
  }),
  forks: Flags.integer({
    char: 'f',
    summary: 'how many hosts at once',
    default: 50,
    min: 1,
    max: 1000,
    helpValue: 'N',
  }),
  ...readFlags,
  'accept-new-host-keys': Flags.boolean({
    summary: 'learn the keys of hosts that were never seen; changed keys are refused all the same',
    default: false,
  }),
}

/** Flags of those that change hosts. */
export const changeFlags = {
  ...runFlags,
  'lock-wait': timeFlag('lock-wait', 'wait so long for another run to end: 30s, 10m, 1h'),
  'break-lock': Flags.boolean({
    summary: 'take the locks of a run that is dead but cannot be seen to be',
    default: false,
  }),
}

export interface ReadFlags extends VaultFlags {
  readonly 'extra-vars'?: readonly string[]
  readonly limit?: string
}

export interface RunFlags extends ReadFlags {
  readonly forks: number
  readonly 'accept-new-host-keys': boolean
  readonly 'break-lock'?: boolean
  /** Milliseconds. */
  readonly 'lock-wait'?: number | undefined
}

export const loadOptions = async (flags: ReadFlags): Promise<LoadOptions> => ({
  extraVariables: flags['extra-vars'] ?? [],
  vaultPasswords: await vaultPasswords(flags),
})

export const prepareOptions = async (inventory: string, flags: ReadFlags): Promise<PrepareOptions> => ({
  inventory,
  ...(flags.limit === undefined ? {} : { limit: flags.limit }),
  ...(await loadOptions(flags)),
})

/** What may be made anew: bundles, compressed blobs, digests, unpacked releases. */
export const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mantl')

/** `command`: taken as the lock's note; absent: no lock. */
export const observeOptions = (flags: RunFlags, command?: string): ObserveOptions => ({
  forks: flags.forks,
  open: openOptions(flags),
  cache: cacheFolder(),
  template: loadTemplates(),
  ...(flags['lock-wait'] === undefined ? {} : { lockWaitMs: flags['lock-wait'] }),
  ...(command === undefined
    ? {}
    : { owner: lockOwner(command), lockRules: { isDead: isDeadHere, force: flags['break-lock'] ?? false } }),
})

const openOptions = (flags: RunFlags): OpenOptions => ({ acceptNewHostKeys: flags['accept-new-host-keys'] })
