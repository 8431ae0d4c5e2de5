# On a host: as floor-again.sh, but the release is believed to be whole where its mark is, as mantl and the playbook do.
set -eu
units=mantl-follower
[ "$mode" = follower ] || units="mantl-leader mantl-follower"
[ "$(id -gn mesos)" = mesos ]
[ "$(readlink /opt/mantl/current)" = /opt/mantl/releases/floor ]
[ -f /opt/mantl/current/.complete ]
sha256sum --quiet -c /opt/mantl/files.sha256
for unit in $units; do systemctl is-active --quiet "$unit" && systemctl is-enabled --quiet "$unit"; done
