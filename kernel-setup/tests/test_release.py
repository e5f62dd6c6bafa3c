"""The IJava kernel out of its release zip: a stand-in of the same layout, with a jar that has only the kernel's name."""

import io
import json
import os
import shutil
import unittest
import zipfile
from pathlib import Path
from unittest import mock

from support import BUILDING_MAVEN, ProjectCase

from kalshi_setup import installation, kernelspec, release
from kalshi_setup.checks import Jdk
from kalshi_setup.kernels import IJAVA, JJAVA
from kalshi_setup.problem import Problem
from kalshi_setup.toolkit import Libraries
from runner import lab, options

KERNEL = {"META-INF/MANIFEST.MF": b"Main-class: io.github.spencerpark.ijava.IJava\n", release.MAIN_CLASS: b"1.3.0"}


def jar(files: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


class ReleaseCase(ProjectCase):
    def zip(self, files: dict[str, bytes] | None = None) -> Path:
        """A release as it is downloaded, unless other files are given."""
        file = self.root / "ijava-1.3.0.zip"
        file.write_bytes(
            jar(
                files
                or {
                    "install.py": b"raise SystemExit('not to be run')",
                    "java/kernel.json": b'{"argv": ["java", "-jar", "@KERNEL_INSTALL_DIRECTORY@/ijava-1.3.0.jar"]}',
                    "java/dependency-licenses/library.jar": jar({"library/A.class": b""}),
                    "java/ijava-1.3.0.jar": jar(KERNEL),
                }
            )
        )
        return file

    def files(self) -> list[str]:
        below = self.layout.build
        return sorted(path.relative_to(below).as_posix() for path in below.rglob("*") if path.is_file())


class UnpackingTest(ReleaseCase):
    def setUp(self):
        super().setUp()
        self.layout.build.mkdir()

    def test_only_the_kernels_jar_is_unpacked(self):
        found = release.read(self.zip())
        self.assertEqual(self.files(), [])
        release.unpack(self.layout, found)
        self.assertEqual(found.name, "ijava-1.3.0.jar")
        self.assertEqual(self.layout.kernel_jar(IJAVA).read_bytes(), jar(KERNEL))
        self.assertEqual(self.files(), ["ijava/ijava.jar", "ijava/unpacked-from"])
        self.assertTrue(release.is_unpacked(self.layout))

    def test_paths_in_the_zip_lead_nowhere_else(self):
        for name in ("../../../escaped.jar", "/escaped.jar", "C:\\escaped.jar", "java\\..\\..\\escaped.jar"):
            found = release.read(self.zip({name: jar(KERNEL)}))
            release.unpack(self.layout, found)
            self.assertEqual(found.name, "escaped.jar")
            self.assertEqual(self.files(), ["ijava/ijava.jar", "ijava/unpacked-from"])
        self.assertEqual(list(self.root.parent.rglob("escaped*")), [])

    def test_another_release_takes_the_place_of_the_one_before(self):
        release.unpack(self.layout, release.read(self.zip()))
        first = release.stamp(self.layout)
        release.unpack(self.layout, release.read(self.zip({"java/x.jar": jar({**KERNEL, "more": b""})})))
        self.assertNotEqual(release.stamp(self.layout), first)
        self.assertEqual(self.files(), ["ijava/ijava.jar", "ijava/unpacked-from"])

    def test_killed_unpacking_leaves_the_one_before(self):
        release.unpack(self.layout, release.read(self.zip()))
        (self.layout.build / "ijava.new").mkdir()
        (self.layout.build / "ijava.new" / "ijava.jar").write_text("half")
        release.settle(self.layout)
        self.assertEqual(self.files(), ["ijava/ijava.jar", "ijava/unpacked-from"])
        self.layout.ijava.rename(self.layout.build / "ijava.old")
        release.settle(self.layout)
        self.assertTrue(release.is_unpacked(self.layout))


class RefusalsTest(ReleaseCase):
    """Found before anything is built or installed."""

    def refused(self, message: str, *arguments: object) -> None:
        self.assert_problem(message, "kernel-setup/install", *map(str, arguments))
        self.assertFalse((self.layout.build / "logs").exists())

    def test_unknown_kernels(self):
        self.refused("--kernel groovy: unknown.\nIt is jjava or ijava.", "--kernel", "groovy")
        self.assert_problem("--kernel groovy: unknown.", "notebooks/run", "--kernel", "groovy")

    def test_release_of_another_kernel(self):
        self.refused("--from is for --kernel ijava alone", "--from", self.zip())
        self.refused("--from is for --kernel ijava alone", "--kernel", "jjava", "--from", self.zip())

    def test_kernel_that_was_never_unpacked(self):
        told = "The kernel ijava is not installed"
        self.refused(told, "--kernel", "ijava")
        self.assert_problem(told, "notebooks/run", "--kernel", "ijava")
        self.assert_problem("install --kernel ijava --from ijava-1.3.0.zip", "notebooks/run", "--kernel", "ijava")

    def test_missing_file_and_directory(self):
        self.refused("--from none.zip: there is no such file.", "--kernel", "ijava", "--from", "none.zip")
        self.refused("there is no such file", "--kernel", "ijava", "--from", self.root)
        self.refused("there is no such file", "--kernel", "ijava", "--from", "")
        self.refused("--from: expected one argument", "--kernel", "ijava", "--from")

    def test_what_is_no_zip(self):
        file = self.root / "page.zip"
        for content in (b"", b"<html>", self.zip().read_bytes()[:-40]):
            file.write_bytes(content)
            self.refused("cannot be read as a zip", "--kernel", "ijava", "--from", file)

    def test_damaged_zip(self):
        whole = self.zip({"java/ijava-1.3.0.jar": jar(KERNEL)}).read_bytes()
        begin = whole.index(b".jar") + len(".jar")
        for place in (begin, begin + 40):
            (self.root / "damaged.zip").write_bytes(whole[:place] + b"\xff\xff" + whole[place + 2 :])
            self.assertRaisesRegex(Problem, "cannot be read as a zip", release.read, self.root / "damaged.zip")

    @unittest.skipIf(hasattr(os, "geteuid") and os.geteuid() == 0, "root reads everything")
    def test_unreadable_file(self):
        file = self.zip()
        file.chmod(0)
        self.refused("cannot be read as a zip (Permission denied)", "--kernel", "ijava", "--from", file)

    def test_zip_without_the_kernel(self):
        for files in (
            {"IJava-master/src/IJava.java": b"class IJava {}"},
            {"java/other.jar": jar({"Other.class": b""})},
            {"java/ijava-1.3.0.jar": b"not a jar"},
            {"java/ijava-1.3.0.jar/": b""},
        ):
            self.refused("no jar of the IJava kernel is in this zip", "--kernel", "ijava", "--from", self.zip(files))

    def test_kernels_own_jar_instead_of_its_zip(self):
        self.refused("no jar of the IJava kernel is in this zip", "--kernel", "ijava", "--from", self.zip(KERNEL))

    def test_several_kernels(self):
        files = {"a.jar": jar(KERNEL), "b.jar": jar(KERNEL)}
        self.refused("several kernel jars are in this zip", "--kernel", "ijava", "--from", self.zip(files))

    def test_too_large_to_be_a_kernel(self):
        with mock.patch.object(release, "MOST_MEGABYTES", 0):
            self.assertRaisesRegex(Problem, "no jar of the IJava kernel", release.read, self.zip())


class KernelspecTest(ReleaseCase):
    def setUp(self):
        super().setUp()
        self.jdk_17 = Jdk(self.jdk("17.0.1"), "17.0.1")

    def test_says_how_ijava_is_started(self):
        spec = json.loads(kernelspec.content(IJAVA, self.layout, self.jdk_17, Libraries.installed(self.layout)))
        kernel_jar = str(self.layout.build / "ijava" / "ijava.jar")
        self.assertEqual(
            spec["argv"], [str(self.jdk_17.java), *kernelspec.JVM_OPTIONS, "-jar", kernel_jar, "{connection_file}"]
        )
        self.assertEqual(spec["display_name"], "Java (IJava, Kalshi toolkit)")
        self.assertEqual(spec["interrupt_mode"], "message")
        self.assertEqual(
            spec["env"],
            {
                "IJAVA_CLASSPATH": f"{self.layout.libraries}/*.jar",
                "IJAVA_STARTUP_SCRIPTS_PATH": f"{self.layout.kernel_setup}/startup.jshell",
            },
        )
        self.assertEqual(self.layout.kernelspec(IJAVA).name, "kalshi-ijava")


class InstallationTest(ReleaseCase):
    """All steps but the two that need Jupyter: the environment, and the trial of the kernel."""

    def setUp(self):
        super().setUp()
        self.program("mvn", BUILDING_MAVEN)
        home = self.jdk("17.0.1")
        self.tried: list[str] = []
        for patch in (
            mock.patch.dict(os.environ, self.environ(JAVA_HOME=str(home))),
            mock.patch.object(installation.environment, "is_installed", lambda layout, env: layout.environment.is_dir()),
            mock.patch.object(installation.environment, "settle"),
            mock.patch.object(
                installation.environment, "install", lambda layout, env, lock: layout.environment.mkdir()
            ),
            mock.patch.object(installation, "run_tethered", self.trial),
            mock.patch.object(installation, "say"),
            mock.patch.object(lab, "say"),
        ):
            patch.start()
            self.addCleanup(patch.stop)

    def trial(self, command, env, output) -> int:
        self.tried.append(command[-2])
        self.assertEqual(json.loads(command[-1])["interrupt_mode"], "message")
        return 0

    def ensure(self, kernel, archive: Path | None = None) -> installation.Installed:
        return installation.ensure(self.layout, None, kernel, archive and release.read(archive))

    def registered(self) -> list[str]:
        return sorted(path.parent.name for path in self.layout.kernels.glob("*/kernel.json"))

    def test_default_knows_nothing_of_ijava(self):
        installed = installation.ensure(self.layout, None)
        self.assertEqual((installed.kernel, list(installed.kernelspecs)), (JJAVA, [JJAVA]))
        self.assertEqual((self.registered(), self.tried), (["kalshi-java"], ["jjava"]))

    def test_both_kernels_are_registered_and_each_is_tried_once(self):
        self.ensure(JJAVA)
        self.ensure(IJAVA, self.zip())
        self.assertEqual(self.registered(), ["kalshi-ijava", "kalshi-java"])
        self.assertEqual(self.tried, ["jjava", "ijava"])
        # the same zip again, no zip, and the other kernel: nothing is left to do
        self.ensure(IJAVA, self.zip())
        self.assertEqual(list(self.ensure(IJAVA).kernelspecs), [JJAVA, IJAVA])
        self.assertEqual(list(self.ensure(JJAVA).kernelspecs), [JJAVA, IJAVA])
        self.assertEqual(self.tried, ["jjava", "ijava"])

    def test_another_release_is_tried_again(self):
        self.ensure(IJAVA, self.zip())
        self.ensure(IJAVA, self.zip({"x.jar": jar({**KERNEL, "more": b""})}))
        self.assertEqual(self.tried, ["ijava", "ijava"])

    def test_new_environment_has_the_unpacked_kernel_too(self):
        self.ensure(IJAVA, self.zip())
        shutil.rmtree(self.layout.environment)
        self.ensure(JJAVA)
        self.assertEqual(self.registered(), ["kalshi-ijava", "kalshi-java"])

    def test_kernel_that_does_not_run_is_told(self):
        with mock.patch.object(installation, "run_tethered", return_value=1):
            with self.assertRaisesRegex(Problem, "The kernel ijava is installed but does not run a cell"):
                self.ensure(IJAVA, self.zip())
        self.ensure(IJAVA)
        self.assertEqual(self.tried, ["ijava"])

    def test_lab_offers_both_and_starts_with_the_one_asked_for(self):
        self.ensure(IJAVA, self.zip())
        quiet = []

        def foreground(command, env) -> int:
            settings = Path(env["JUPYTER_CONFIG_PATH"]) / "labconfig" / "default_setting_overrides.json"
            quiet.append(json.loads(settings.read_text(encoding="utf-8")))
            return 0

        with mock.patch.object(lab, "_in_the_foreground", side_effect=foreground) as served:
            lab.serve(self.ensure(IJAVA), None, {})
        self.assertEqual(quiet, [{"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}])
        command = served.call_args.args[0]
        self.assertIn("--MultiKernelManager.default_kernel_name=kalshi-ijava", command)
        for name in ("kalshi-java", "kalshi-ijava"):
            self.assertIn(f"--KernelSpecManager.allowed_kernelspecs={name}", command)

    def test_run_takes_the_kernel_asked_for(self):
        self.assertEqual(options.parse([], self.layout).kernel, JJAVA)
        self.assertEqual(options.parse(["--kernel", "ijava", "--lab"], self.layout).kernel, IJAVA)


if __name__ == "__main__":
    unittest.main()
