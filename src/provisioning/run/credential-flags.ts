import { Args, Flags } from '@oclif/core'
import { MantlError } from '../../errors.ts'
import type { NewValue } from '../../inventory/set-variable.ts'
import type { VaultPassword } from '../../inventory/sources/vault.ts'
import { encryptVault } from '../../inventory/sources/vault.ts'
import { runFlags } from './run-flags.ts'

/** What the commands on credentials share. */
export const whose = Args.string({
  required: true,
  options: ['follower', 'framework', 'operator', 'zookeeper', 'zookeeper-super'],
  description:
    'whose secret; frameworks and operators stand in mesos_credentials; zookeeper: what leaders log in to it with',
})

export const inventoryFlags = {
  inventory: Flags.string({ char: 'i', summary: 'default: the one provisioned last', helpValue: 'INVENTORY' }),
  'vault-password-file': runFlags['vault-password-file'],
}

export const principal = Flags.string({ summary: 'name to log in with', helpValue: 'NAME' })

/** Throws MantlError usage.principal. */
export const principalOf = (given: string | undefined, who: string): string => {
  if (given !== undefined && given.trim() !== '' && !/[\r\n\0]/.test(given)) return given
  throw new MantlError('usage.principal', `which ${who}? --principal is missing`, {
    hint: 'mantl credentials list shows all',
  })
}

/** Encrypted with the first password; without any, as it is. */
export const storedAs = (secret: string, [password]: readonly VaultPassword[]): NewValue =>
  password === undefined ? { text: secret } : { ciphertext: encryptVault(secret, password) }
