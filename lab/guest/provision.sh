#!/bin/sh
# Does by hand what deploy/raspberry/README.md says, and loads what stands for the hardware.
set -eu
deploy=/lab/deploy/raspberry

install -D -m 644 $deploy/sysusers.conf /usr/lib/sysusers.d/kiosk.conf
install -D -m 644 $deploy/tmpfiles.conf /usr/lib/tmpfiles.d/kiosk.conf
install -D -m 644 $deploy/modules-load.conf /etc/modules-load.d/kiosk.conf
install -D -m 644 $deploy/99-kiosk.rules /etc/udev/rules.d/99-kiosk.rules
install -m 644 $deploy/kiosk-*.service $deploy/kiosk.target /etc/systemd/system/
systemd-sysusers
systemd-tmpfiles --create kiosk.conf
udevadm control --reload
systemctl restart systemd-modules-load.service
systemctl daemon-reload

modprobe configfs
mountpoint -q /sys/kernel/config || mount -t configfs none /sys/kernel/config
mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing
modprobe libcomposite
modprobe dummy_hcd num=4
modprobe gpio-sim-lab || modprobe gpio-sim

# A Raspberry Pi 4's header, with the one line by which gpiozero knows it.
bank=/sys/kernel/config/gpio-sim/lab/bank0
mkdir -p $bank
echo 54 >$bank/num_lines
echo 1 >/sys/kernel/config/gpio-sim/lab/live
sed '$a Revision\t: c03111' /proc/cpuinfo >/run/lab-cpuinfo
mount --bind /run/lab-cpuinfo /proc/cpuinfo
udevadm settle
