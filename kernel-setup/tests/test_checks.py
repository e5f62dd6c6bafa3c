"""What the machine must have: each lack is one message with the way out, and nothing is half-made."""

import ast
import contextlib
import io
import unittest
from unittest import mock

from support import KERNEL_SETUP, NOTEBOOKS, ProjectCase

from kalshi_setup import checks, python_version
from kalshi_setup.problem import Problem
from kalshi_setup.processes import output_of


class JdkTest(ProjectCase):
    def test_missing_java_names_the_package(self):
        env = self.environ(PATH=str(self.bin), JAVA_HOME=None)
        with self.assertRaisesRegex(Problem, "no java is on the PATH(.|\n)*openjdk-17-jdk"):
            checks.find_jdk(env)

    def test_broken_java_home_is_named(self):
        self.assert_problem("JAVA_HOME is /nowhere", "kernel-setup/install", env=self.environ(JAVA_HOME="/nowhere"))
        self.assertFalse((self.layout.build / "logs").exists())

    def test_old_java_is_refused(self):
        env = self.environ(JAVA_HOME=str(self.jdk("11.0.22")))
        self.assert_problem("Java 11.0.22 at ", "notebooks/run", env=env)

    def test_java_8_is_refused_by_its_own_way_to_count(self):
        with self.assertRaisesRegex(Problem, "1.8.0_302 .* too old"):
            checks.find_jdk(self.environ(JAVA_HOME=str(self.jdk("1.8.0_302"))))

    def test_runtime_without_compiler_is_refused(self):
        env = self.environ(JAVA_HOME=str(self.jdk("17.0.1", javac=False)))
        self.assert_problem("no bin/javac", "kernel-setup/install", env=env)

    def test_jdk_without_jshell_is_refused(self):
        self.program("mvn", 'echo "Apache Maven 3.9.9"')
        env = self.environ(JAVA_HOME=str(self.jdk("21", modules="jdk.compiler")))
        self.assert_problem("has no module jdk.jshell", "kernel-setup/install", env=env)

    def test_program_that_is_no_java_is_shown_with_its_words(self):
        self.program("java", "echo what >&2; exit 3")
        with self.assertRaisesRegex(Problem, "does not work as Java: what"):
            checks.find_jdk(self.environ(JAVA_HOME=None))

    def test_java_home_goes_before_the_path(self):
        home = self.jdk("21.0.2")
        self.program("java", "exit 1")
        jdk = checks.find_jdk(self.environ(JAVA_HOME=str(home)))
        self.assertEqual((jdk.home, jdk.version), (home, "21.0.2"))


class MavenTest(ProjectCase):
    def test_missing_maven_names_the_package(self):
        with self.assertRaisesRegex(Problem, "no mvn is on the PATH(.|\n)*apt-get install maven"):
            checks.find_maven(self.environ(PATH=str(self.bin)))

    def test_old_maven_is_refused(self):
        self.program("mvn", 'echo "Apache Maven 3.6.3 (x)"')
        env = self.environ(JAVA_HOME=str(self.jdk("17.0.1")))
        self.assert_problem("Maven 3.6.3 at ", "notebooks/run", env=env)

    def test_colours_do_not_hide_the_version(self):
        self.program("mvn", 'printf "\\033[1mApache Maven 3.8.7\\033[m\\n"')
        self.assertEqual(checks.find_maven(self.environ()).version, "3.8.7")


class PythonTest(ProjectCase):
    def test_old_python_is_told_which_one_is_needed(self):
        said = io.StringIO()
        with mock.patch.object(python_version, "OLDEST", (99, 0)), contextlib.redirect_stderr(said):
            with self.assertRaises(SystemExit) as end:
                python_version.require_supported()
        self.assertEqual(end.exception.code, 2)
        self.assertRegex(said.getvalue(), r"too old: the notebooks need Python 99.0 or newer")

    def test_entry_files_are_readable_for_old_pythons(self):
        entries = [KERNEL_SETUP / "install.py", NOTEBOOKS / "run.py"]
        entries += [KERNEL_SETUP / "kalshi_setup" / name for name in ("__init__.py", "python_version.py")]
        for entry in entries:
            ast.parse(entry.read_text("utf-8"), feature_version=(3, 6))

    def test_missing_python_is_told(self):
        env = {**self.environ(), "PYTHON": "no-such-python"}
        for command in ("notebooks/run", "kernel-setup/install"):
            status, said = output_of([self.root / command], env)
            self.assertEqual(status, 2)
            self.assertRegex(said, "'no-such-python' is not on the PATH(.|\n)*apt-get install python3 python3-venv")

    def test_python_without_ensurepip_names_the_package(self):
        with mock.patch.dict("sys.modules", {"ensurepip": None}):
            with self.assertRaisesRegex(Problem, "no module ensurepip(.|\n)*apt-get install python3-venv"):
                checks.require_venv_module()


class PlaceTest(ProjectCase):
    def test_path_that_class_paths_cannot_hold_is_refused(self):
        moved = self.root.rename(self.root.with_name("a:project"))
        self.root = moved
        self.assert_problem("whose path has a ':'", "kernel-setup/install")

    def test_file_in_the_place_of_the_directory_is_told(self):
        self.layout.build.write_text("")
        with self.assertRaisesRegex(Problem, "Cannot write to kernel-setup/build: "):
            checks.require_writable(self.layout)

    def test_full_disk_is_told(self):
        with mock.patch.object(checks.shutil, "disk_usage", return_value=mock.Mock(free=50_000_000)):
            with self.assertRaisesRegex(Problem, "Only 50 MB are free"):
                checks.require_space(self.layout)


if __name__ == "__main__":
    unittest.main()
