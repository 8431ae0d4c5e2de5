import type { FactKind } from '../../model/fact.ts'

/** A unit of systemd that is not ours: whether it runs or would start at boot. Both false where there is none, or no systemd. */
export const foreignUnit: FactKind<{ readonly unit: string }, { readonly active: boolean; readonly enabled: boolean }> =
  {
    name: 'units/foreign-unit',
    subject: ({ unit }) => `the unit ${unit}`,
    command: ({ unit }) => ({ argv: ['sh', '-c', script, 'sh', unit] }),
    read: ({ stdout }) => {
      const [active, enabled] = stdout.split('\n')
      return { active: active === 'active', enabled: enabled === 'enabled' }
    },
  }

/** Where no file of that name lies, which is nearly everywhere, systemd is not asked: that costs more than all else here. */
const script = `for d in /etc /run /usr/lib /lib; do [ ! -e "$d/systemd/system/$1.service" ] || found=1; done
[ -n "$found" ] || exit 0
a=$(systemctl --system is-active "$1" 2>/dev/null); echo "$a"
e=$(systemctl --system is-enabled "$1" 2>/dev/null); echo "$e"`
