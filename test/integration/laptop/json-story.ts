import { expect, it } from 'vitest'
import type { CommandName } from '../../../src/results/catalog.ts'
import { jsonResult } from '../../support/json-result.ts'
import type { Laptop } from './laptop.ts'

/** What commands that look at hosts or change them print with --json is what their schemas say. */
export const speaksJson = (laptop: () => Laptop): void => {
  const result = async (command: CommandName, ...args: readonly string[]) =>
    jsonResult(command, await laptop().mantl(...command.split(' '), ...args, '--json'))

  it('what is printed with --json is what the schemas say', async () => {
    const { inventory, scratch } = laptop().place
    const { hosts } = await result('upgrade', inventory, '--yes')
    expect(hosts).toMatchObject([{ host: 'localhost', result: 'done' }])
    expect(await result('plan', inventory, '--extra-vars', 'mesos_cluster=other')).toMatchObject({
      waves: expect.arrayContaining([expect.objectContaining({ role: 'mesos-leader' })]),
    })
    const { runs } = await result('history', inventory)
    expect(await result('history show', runs[0].run, '-i', inventory)).toEqual(runs[0])
    expect(await result('doctor', inventory)).toMatchObject({ findings: expect.any(Array) })
    expect(await result('drift', inventory)).toMatchObject({ hosts: [{ host: 'localhost', known: true }] })
    expect(await result('unlock', inventory)).toEqual({ unlocked: [] })
    expect((await result('support-bundle', inventory, '--out', `${scratch}/bundle.tar.gz`)).files).toBeGreaterThan(3)
    await laptop().sh('rm "$1"', `${scratch}/bundle.tar.gz`)
  })
}
