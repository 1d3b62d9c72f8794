#!/bin/sh
# The machine's own first and last program: once after the first start, once more after the watchdog has reset it.
set -u
export PYTHONPATH=/ PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
python=/opt/kiosk/venv/bin/python
stty -F /dev/ttyS1 raw -echo
cd /lab/guest

shows() { # the files to run, in order
    $python -m pytest -q --color=no --tb=short -c /dev/null --rootdir /lab/guest -p no:cacheprovider -p no:xdist -p no:timeout \
        -o python_files='shows_*.py' --import-mode=importlib -W ignore "$@"
}

if [ -e /var/lib/lab-reset ]; then
    shows afterwards/shows_the_reset.py
else
    sh /lab/guest/provision.sh && shows $(cat /lab/guest/order)
    if [ -e /var/lib/lab-reset ]; then
        sync
        kill -SEGV 1 # systemd crashes and freezes: nobody feeds the watchdog any more, and nothing but it can help
        sleep 120
        echo '{"event": "NOT_RESET"}' >/dev/ttyS1
        echo o >/proc/sysrq-trigger
    fi
fi
sync
systemctl poweroff --force
