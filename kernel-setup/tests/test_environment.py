"""The private environment: a failure or a kill on the way leaves what the next installation recovers from by itself."""

import json
import signal
import socket
import time
import unittest

from support import BUILDING_MAVEN, ProjectCase

from kalshi_setup import directories, environment, kernelspec
from kalshi_setup.checks import Jdk
from kalshi_setup.kernels import JJAVA
from kalshi_setup.toolkit import Libraries

UNREACHABLE = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_FIND_LINKS": None}


class InstallTest(ProjectCase):
    def setUp(self):
        super().setUp()
        self.program("mvn", BUILDING_MAVEN)
        self.java_home = str(self.jdk("17.0.1"))

    def unreachable(self) -> dict[str, str]:
        return self.environ(JAVA_HOME=self.java_home, **UNREACHABLE)

    def test_no_network_is_told_and_nothing_half_made_takes_the_place_of_what_was_there(self):
        self.assert_problem("pip could not reach its package index", "kernel-setup/install", env=self.unreachable())
        self.assertFalse(self.layout.environment.exists())

        # an environment of an earlier lock is put back, and what was built is not built again
        self.layout.environment.mkdir()
        (self.layout.environment / environment.STAMP).write_text("of an earlier lock")
        self.assert_problem("pip could not reach its package index", "kernel-setup/install", env=self.unreachable())
        self.assertEqual((self.layout.environment / environment.STAMP).read_text(), "of an earlier lock")
        self.assertEqual((self.root / "mvn-runs").read_text(), "run\n")

    def test_killed_installation_is_locked_until_its_pip_has_ended_and_then_taken_up(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            silent.settimeout(30)
            index = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
            env = self.environ(JAVA_HOME=self.java_home, **{**UNREACHABLE, "PIP_INDEX_URL": index})
            killed = self.start("kernel-setup/install", env=env)
            connection, _ = silent.accept()  # pip is waiting for an answer now
            killed.send_signal(signal.SIGKILL)
            killed.communicate()
            following = self.start("kernel-setup/install", env=self.unreachable())
            self.assertIn("Another installation is under way", following.stdout.readline())
        connection.close()
        _, said = following.communicate(timeout=60)
        self.assertIn("pip could not reach its package index", said)
        self.assertFalse(self.layout.environment.exists())

    def test_interrupted_installation_ends_at_once_with_its_pip(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            silent.settimeout(30)
            index = f"http://127.0.0.1:{silent.getsockname()[1]}/simple"
            env = self.environ(JAVA_HOME=self.java_home, **{**UNREACHABLE, "PIP_INDEX_URL": index})
            process = self.start("kernel-setup/install", env=env)
            connection, _ = silent.accept()
            start = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=30)
            self.assertLess(time.monotonic() - start, 5)
            self.assertEqual((process.returncode, said), (130, "Stopped.\n"))
            connection.settimeout(5)
            while connection.recv(4096):  # what pip had sent; then its end, because it has ended
                pass
            connection.close()
        self.assertFalse(self.layout.environment.exists())


class DirectoriesTest(ProjectCase):
    """A replacement killed at any point comes to one of its two ends."""

    def make(self, name: str):
        (self.root / name).mkdir()
        (self.root / name / name).write_text("")

    def content(self) -> list[str]:
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.glob("x*/*"))

    def test_killed_before_the_new_one_was_finished(self):
        self.make("x.old")
        self.make("x")
        directories.settle(self.root / "x", finished=False)
        self.assertEqual(self.content(), ["x/x.old"])

    def test_killed_when_only_the_old_one_had_been_moved(self):
        self.make("x.old")
        directories.settle(self.root / "x", finished=False)
        self.assertEqual(self.content(), ["x/x.old"])

    def test_killed_when_the_new_one_was_in_place(self):
        self.make("x.old")
        self.make("x")
        directories.settle(self.root / "x", finished=True)
        self.assertEqual(self.content(), ["x/x"])

    def test_killed_while_the_new_one_was_laid_out_beside(self):
        self.make("x")
        self.make("x.new")
        directories.settle(self.root / "x", finished=True)
        self.assertEqual(self.content(), ["x/x"])

    def test_killed_at_the_first_one_ever(self):
        self.make("x")
        directories.settle(self.root / "x", finished=False)
        self.assertEqual(self.content(), [])


class LockFileTest(ProjectCase):
    def test_names_no_place_to_download_from(self):
        text = self.layout.requirements.read_text("utf-8")
        for word in ("http:", "https:", "--index", "--extra-index", "--find-links"):
            self.assertNotIn(word, text)

    def test_every_package_has_hashes(self):
        text = self.layout.requirements.read_text("utf-8").replace("\\\n", " ")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                self.assertRegex(line, r"^[\w.-]+==\S+ .*--hash=sha256:")


class KernelspecTest(ProjectCase):
    def test_paths_are_absolute_and_the_order_of_jvm_options_is_kept(self):
        jdk = Jdk(self.jdk("25"), "25")
        spec = json.loads(kernelspec.content(JJAVA, self.layout, jdk, Libraries.installed(self.layout)))
        self.assertEqual(spec["argv"][:2], [str(jdk.java), "-XX:+IgnoreUnrecognizedVMOptions"])
        self.assertEqual(spec["argv"][-3:], ["-jar", str(self.layout.kernel_jar(JJAVA)), "{connection_file}"])
        self.assertEqual(spec["interrupt_mode"], "message")
        self.assertEqual(spec["env"]["JJAVA_CLASSPATH"], f"{self.layout.libraries}/*.jar")
        self.assertEqual(self.layout.kernelspec(JJAVA).name, "kalshi-java")


if __name__ == "__main__":
    unittest.main()
