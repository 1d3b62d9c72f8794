"""The watcher over stand-in children: who dies comes back, nobody else notices, and nothing outlives it."""

import os
import re
import signal
import socket
import subprocess
import sys

import pytest

ALL = {"shell": [], "desk": [], "world": [], "devices": []}


@pytest.mark.parametrize("victim", ALL)
def test_a_killed_child_is_back_and_the_others_are_untouched(watch, eventually, victim):
    watched = watch(ALL)
    before = {name: watched.pid(name) for name in ALL}
    os.kill(before[victim], signal.SIGKILL)
    eventually(lambda: watched.pid(victim) != before[victim], what=f"{victim} back")
    now = watched.pid(victim)
    after = {name: watched.pid(name) for name in ALL}
    assert after == {**before, victim: now}
    assert watched.states()[victim][1] == 1


def test_the_log_names_who_died_and_of_what(watch, eventually):
    watched = watch({"desk": [], "shell": ["dies"]})
    os.kill(watched.pid("desk"), signal.SIGSEGV)
    desk = re.compile(r"desk \(pid \d+\) killed by SIGSEGV")
    shell = re.compile(r"shell \(pid \d+\) ended with status 3 after \d+\.\d s; again in")
    eventually(lambda: desk.search(watched.log.read_text()) and shell.search(watched.log.read_text()))


def test_a_child_that_keeps_dying_is_tried_ever_less_often(watch, eventually):
    watched = watch({"desk": ["dies"], "shell": []})
    eventually(lambda: "again in 2.0 s" in watched.log.read_text())
    log = watched.log.read_text()
    delays = [line.rpartition("again in ")[2] for line in log.splitlines() if "again in" in line]
    assert delays[:4] == ["0.1 s", "0.5 s", "1.0 s", "2.0 s"]
    assert watched.states()["shell"][1] == 0


def test_a_program_that_is_not_there_is_named():
    script = (
        "from kiosk.cli.child import Child\n"
        "child = Child('desk', ['/nowhere/python'])\n"
        "child.start({})\n"
        "print(child.reap())\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout == "ended with status 127\n"
    assert told.stderr == "desk: cannot start /nowhere/python: No such file or directory\n"


def test_stopping_goes_from_the_screen_to_the_world(watch):
    watched = watch({"devices": [], "world": [], "desk": [], "shell": []})
    for name in ALL:
        watched.pid(name)
    assert watched.stop() == 0
    stops = [
        line.split()[0] for line in watched.diary.read_text().splitlines() if "stopped by SIGTERM" in line
    ]
    assert stops == ["shell", "desk", "devices", "world"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_each_polite_signal_stops_everything(watch, alive, number):
    watched = watch(ALL)
    pids = [watched.pid(name) for name in ALL]
    watched.process.send_signal(number)
    assert watched.process.wait(60) == 0
    assert not any(alive(pid) for pid in pids)


def test_a_child_that_does_not_stop_is_killed(watch, alive):
    watched = watch({"shell": ["deaf"], "desk": []}, stop_seconds=0.2)
    pid = watched.pid("shell")
    watched.pid("desk")
    assert watched.stop() == 0
    assert not alive(pid)
    assert "shell does not stop; killed" in watched.log.read_text()
    assert watched.wrote("desk stopped by SIGTERM")


def test_nothing_outlives_a_killed_watcher(watch, alive, eventually):
    watched = watch({"shell": ["deaf"], "desk": [], "devices": [], "world": ["quiet"]})
    eventually(lambda: watched.wrote("world started"))
    pids = [watched.pid("shell"), watched.pid("desk"), watched.pid("devices"), watched.states()["world"][0]]
    watched.process.kill()
    watched.process.wait()
    eventually(lambda: not any(alive(pid) for pid in pids), what="all children gone")


def test_each_child_leads_a_group_and_what_it_started_goes_with_it(watch, alive, eventually):
    watched = watch({"desk": ["grandchild"]})
    pid = watched.pid("desk")
    assert watched.wrote(f"desk started {pid} group {pid}")
    grandchild = int(watched.diary.read_text().split("grandchild ")[1].split()[0])
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: not alive(grandchild), what="the dead child's own child gone")


def test_one_that_comes_after_others_starts_when_they_are_ready(watch, eventually):
    watched = watch(
        {"shell": [], "desk": [], "devices": []}, after={"devices": ["shell", "desk"]}, after_seconds=1000
    )
    watched.pid("devices")
    starts = [line.split()[0] for line in watched.diary.read_text().splitlines() if " started " in line]
    assert starts[-1] == "devices"


def test_one_that_comes_after_others_does_not_wait_for_ever(watch, eventually):
    watched = watch({"shell": ["quiet"], "devices": []}, after={"devices": ["shell"]}, after_seconds=0.1)
    assert watched.pid("devices")


def test_after_its_first_start_it_waits_for_nobody(watch, eventually):
    watched = watch({"shell": [], "devices": []}, after={"devices": ["shell"]}, after_seconds=1000)
    before = watched.pid("devices")
    os.kill(watched.pid("shell"), signal.SIGSTOP)
    os.kill(before, signal.SIGKILL)
    eventually(lambda: watched.pid("devices") != before, what="devices back")
    os.kill(watched.states()["shell"][0], signal.SIGCONT)


def test_systemd_hears_ready_once_all_are(watch, eventually):
    watched = watch({"desk": [], "shell": []})
    assert watched.systemd.recv(4096).startswith(b"READY=1\n")
    assert {state for _, _, state in watched.states().values()} == {"ready"}
    watched.stop()
    assert watched.systemd.recv(4096) == b"STOPPING=1"


def test_a_stranger_cannot_say_that_a_child_is_ready(watch, eventually):
    watched = watch({"desk": ["quiet"]})
    eventually(lambda: watched.wrote("desk started"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as stranger:
        for words in (b"READY=1", b"\xff\xfe", b"x" * 100_000):
            stranger.sendto(words, str(watched.folder / "notify.sock"))
    assert watched.stop() == 0
    assert "desk is ready" not in watched.log.read_text()


def test_a_list_that_cannot_be_written_stops_nobody(watch, eventually):
    watched = watch({"desk": []})
    before = watched.pid("desk")
    (watched.folder / "processes.new").mkdir()  # in the way, also for root
    os.kill(before, signal.SIGKILL)
    eventually(lambda: watched.diary.read_text().count("desk started") == 2)
    assert "the list of processes cannot be written" in watched.log.read_text()
    assert watched.stop() == 0


def test_systemd_is_not_told_ready_while_one_is_not(watch, eventually):
    watched = watch({"desk": [], "shell": ["quiet"]})
    watched.pid("desk")
    eventually(lambda: watched.wrote("shell started"))
    watched.systemd.settimeout(0.2)
    with pytest.raises(TimeoutError):
        watched.systemd.recv(4096)


def test_closing_the_window_ends_the_whole_kiosk(watch):
    watched = watch({"shell": [], "desk": []}, stop_with="shell")
    watched.pid("desk")
    os.kill(watched.pid("shell"), signal.SIGUSR1)  # the stand-in then ends with status 0
    assert watched.process.wait(60) == 0
    assert watched.wrote("desk stopped by SIGTERM")


def test_a_shell_that_dies_is_not_a_shell_that_was_closed(watch, eventually):
    watched = watch({"shell": [], "desk": []}, stop_with="shell")
    before = watched.pid("shell")
    os.kill(before, signal.SIGKILL)
    eventually(lambda: watched.pid("shell") != before, what="shell back")
    assert watched.process.poll() is None


def test_a_second_kiosk_in_the_same_folder_is_refused(watch, tmp_path):
    from kiosk.cli.watcher import Watcher, runs_in
    from kiosk.link.frames import LinkRefused

    watched = watch({"desk": []})
    watched.pid("desk")
    assert runs_in(watched.folder)
    assert not runs_in(tmp_path)
    assert not runs_in(tmp_path / "nowhere")
    with pytest.raises(LinkRefused, match="another kiosk already runs in"):
        Watcher(watched.folder).run()
    assert watched.pid("desk")


def test_stopping_leaves_no_socket_and_no_list_behind(watch):
    watched = watch({"desk": []})
    watched.pid("desk")
    watched.stop()
    left = {path.name for path in watched.folder.iterdir()}
    assert left == {"diary", "log", "systemd", "watcher.lock"}
