import { content } from '../../provisioning/model/content.ts'
import { directory } from '../../provisioning/operations/files/directory.ts'
import { file } from '../../provisioning/operations/files/file.ts'
import { foldersOf } from '../mesos/settings.ts'
import type { Role } from '../role.ts'

/** The distribution's logrotate, where it is installed, cuts the daemons' logs. */
export const logrotate: Role = {
  name: 'logrotate',
  meaning: 'the daemons’ logs are cut and kept for a while by the distribution’s logrotate',
  area: 'host',
  after: ['base'],
  plays: ({ vars }) => vars.mantl_logrotate,
  operations: context => {
    if (context.surroundings.uid !== 0) return []
    const rules = content(context.template('host/logrotate', { logs: foldersOf(context).logs }))
    return [
      directory({ path: '/etc/logrotate.d', mode: 0o755, shared: true }),
      file({ path: '/etc/logrotate.d/mantl', content: rules, mode: 0o644 }),
    ]
  },
}
