import { helpRoute } from '../../../http/routes/help.ts'
import type { Route } from '../../../http/types.ts'

/** What each path is for, one line each; a test holds that every route has its line and no line is without a route. */
export const helpLines: Readonly<Record<string, string>> = {
  '/health': '200 while the process runs.',
  '/version': 'The release of Mesos that this master is compatible with.',
  '/flags': 'All flags with their values.',
  '/logging/toggle': 'The verbosity; raised for some time by level=N&duration=5mins.',
  '/metrics/snapshot': 'All metrics by name; timeout=10secs leaves out what is not ready by then.',
  '/metrics': 'The same in the text form of Prometheus.',
  '/system/stats.json': 'Load, processors and memory of the machine.',
  '/__processes__': 'The libprocess processes of this master.',
  '/profiler/start': 'Refused: there is no profiler in this program.',
  '/profiler/stop': 'Refused: there is no profiler in this program.',
  '/files/browse': 'The files under path=P.',
  '/files/read': 'A piece of the file path=P from offset=N on, length=N bytes.',
  '/files/download': 'The file path=P.',
  '/files/debug': 'Which paths are shown, and where they are.',
  '/registrar(1)/registry': 'The registry as this master knows it.',
  '/hierarchical-allocator(1)/offer_constraints_debug': 'Which agents the offer constraints of each framework exclude.',
  '/redirect': 'To the leader.',
  '/state': 'Everything: agents, frameworks, tasks, flags.',
  '/state-summary': 'Agents and frameworks with counts of their tasks.',
  '/slaves': 'The agents; slave_id=S: one of them.',
  '/frameworks': 'The frameworks with their tasks; framework_id=F: one of them.',
  '/frameworks/explain': 'Why framework_id=F gets no offers. Not in Mesos.',
  '/tasks': 'Tasks, limit=N from offset=N on in order=asc or des, of framework_id=F, or task_id=T.',
  '/roles': 'The allocation roles with weight, quota and what they hold.',
  '/quota': 'Quota; POST sets, DELETE /quota/ROLE removes.',
  '/weights': 'Weights of roles; PUT changes them.',
  '/maintenance/schedule': 'When machines are out of service; POST replaces it.',
  '/maintenance/status': 'Which machines drain and are down, and what frameworks say to that.',
  '/machine/down': 'Takes machines out of service that drain.',
  '/machine/up': 'Brings machines back.',
  '/teardown': 'Ends the framework frameworkId=F.',
  '/reserve': 'Reserves resources of the agent slaveId=S.',
  '/unreserve': 'Gives reserved resources back.',
  '/create-volumes': 'Creates persistent volumes.',
  '/destroy-volumes': 'Destroys persistent volumes.',
  '/mantl/drains': 'What drains wait for; DELETE cancels one. Not in Mesos.',
  '/api/v1': 'The operator API.',
  '/api/v1/scheduler': 'The scheduler API.',
  '/help': 'This.',
}

/** /help over the other routes. */
export const masterHelp = (routes: readonly Route[]): Route =>
  helpRoute(
    [...routes.map(({ path }) => path), '/help'].map(path => ({ path, text: helpLines[path] ?? '' })),
    'master',
  )
