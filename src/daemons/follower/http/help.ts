import { helpRoute } from '../../../http/routes/help.ts'
import type { Route } from '../../../http/types.ts'

/** What each path is for, one line each; a test holds that every route has its line and no line is without a route. */
export const helpLines: Readonly<Record<string, string>> = {
  '/health': '200 while the process runs.',
  '/version': 'The release of Mesos that this agent is compatible with.',
  '/flags': 'All flags with their values.',
  '/logging/toggle': 'The verbosity; raised for some time by level=N&duration=5mins.',
  '/metrics/snapshot': 'All metrics by name; timeout=10secs leaves out what is not ready by then.',
  '/metrics': 'The same in the text form of Prometheus.',
  '/system/stats.json': 'Load, processors and memory of the machine.',
  '/__processes__': 'The libprocess processes of this agent.',
  '/profiler/start': 'Refused: there is no profiler in this program.',
  '/profiler/stop': 'Refused: there is no profiler in this program.',
  '/files/browse': 'The files under path=P.',
  '/files/read': 'A piece of the file path=P from offset=N on, length=N bytes.',
  '/files/download': 'The file path=P.',
  '/files/debug': 'Which paths are shown, and where they are.',
  '/state': 'All that this agent knows: resources, frameworks, executors, tasks.',
  '/containers': 'Containers of executors, with what they use; container_id=C, framework_id=F, executor_id=E.',
  '/containerizer/debug': 'What of containers is under way, for people.',
  '/monitor/statistics': 'What the containers of executors use.',
  '/api/v1': 'The operator API (POST).',
  '/api/v1/executor': 'The executor API (POST).',
  '/help': 'These lines; format=json gives them as data.',
}

export const agentHelpRoute = (): Route =>
  helpRoute(
    Object.entries(helpLines).map(([path, text]) => ({ path, text })),
    'slave(1)',
  )
