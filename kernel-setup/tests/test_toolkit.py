"""The toolkit's jars: built once, laid out as a whole, and never mixed from two builds."""

import os
import unittest

from support import BUILDING_MAVEN, ProjectCase

from kalshi_setup import checks, toolkit
from kalshi_setup.checks import Jdk
from kalshi_setup.problem import Problem
from kalshi_setup.toolkit import Libraries


class ToolkitTest(ProjectCase):
    def setUp(self):
        super().setUp()
        self.layout.logs.mkdir(parents=True)
        self.jdk_17 = Jdk(self.jdk("17.0.1"), "17.0.1")
        self.program("mvn", BUILDING_MAVEN)

    def build(self) -> None:
        maven = checks.find_maven(self.environ())
        toolkit.build(self.layout, self.jdk_17, maven, self.environ(), self.lock())

    def lock(self) -> int:
        descriptor = os.open(self.layout.build / "lock", os.O_RDWR | os.O_CREAT)
        self.addCleanup(os.close, descriptor)
        return descriptor

    def jars(self) -> list[str]:
        return sorted(jar.name for jar in self.layout.libraries.glob("*.jar"))

    def test_jar_and_dependencies_lie_together(self):
        self.build()
        self.assertEqual(self.jars(), ["dependency-1.jar", "kalshi-toolkit-1.jar"])

    def test_unchanged_sources_are_built(self):
        self.build()
        self.assertTrue(toolkit.is_built(self.layout, self.jdk_17))

    def test_change_of_source_pom_or_jdk_is_seen(self):
        self.build()
        self.assertFalse(toolkit.is_built(self.layout, Jdk(self.jdk_17.home, "17.0.2")))
        for file in (
            "toolkit/src/main/A.java",
            "pom.xml",
            "toolkit/pom.xml",
            ".mvn/jvm.config",
            "toolkit/src/main/B.java",
        ):
            path = self.root / file
            before = path.read_text() if path.exists() else None
            path.parent.mkdir(exist_ok=True)
            path.write_text("changed")
            self.assertFalse(toolkit.is_built(self.layout, self.jdk_17), file)
            path.unlink() if before is None else path.write_text(before)
        self.assertTrue(toolkit.is_built(self.layout, self.jdk_17))

    def test_jars_of_an_earlier_build_do_not_stay(self):
        self.build()
        (self.root / "version").write_text("2")
        self.build()
        self.assertEqual(self.jars(), ["dependency-2.jar", "kalshi-toolkit-2.jar"])

    def test_failed_build_keeps_the_earlier_jars(self):
        self.build()
        self.program(
            "mvn",
            f'[ "$1" = -v ] && {{ echo "Apache Maven 3.9.9"; exit 0; }}\n'
            f'echo "[ERROR] COMPILATION ERROR :"; echo "[ERROR] {self.root}/toolkit/A.java:[1,2] bad"; exit 1',
        )
        with self.assertRaises(Problem) as problem:
            self.build()
        self.assertEqual(
            str(problem.exception),
            "Building the toolkit failed: toolkit/A.java:[1,2] bad\n"
            "The whole output is in kernel-setup/build/logs/maven.log.",
        )
        self.assertEqual(self.jars(), ["dependency-1.jar", "kalshi-toolkit-1.jar"])

    def test_failed_download_is_told_from_other_failures(self):
        self.program(
            "mvn",
            '[ "$1" = -v ] && { echo "Apache Maven 3.9.9"; exit 0; }\n'
            'printf "\\033[0m[ERROR] Could not transfer artifact a:b: Connection refused\\n"; exit 1',
        )
        with self.assertRaisesRegex(Problem, "could not download what it needs .Connection refused."):
            self.build()

    def test_maven_uses_the_jdk_that_was_found(self):
        self.program("mvn", BUILDING_MAVEN + 'printf %s "$JAVA_HOME" > java-home')
        self.build()
        self.assertEqual((self.root / "java-home").read_text(), str(self.jdk_17.home))


class GivenJarTest(ProjectCase):
    def test_missing_jar_is_named(self):
        self.assert_problem("there is no such file", "notebooks/run", "--jar", "none.jar")

    def test_jar_without_its_dependencies_is_refused(self):
        (self.root / "x.jar").write_text("")
        self.assert_problem("its dependencies are missing", "notebooks/run", "--jar", "x.jar")

    def test_jar_goes_before_its_dependencies(self):
        (self.root / "lib").mkdir()
        for jar in ("x.jar", "lib/y.jar"):
            (self.root / jar).write_text("")
        libraries = Libraries.beside(self.root / "x.jar")
        self.assertEqual(libraries.entries, (self.root / "x.jar", self.root / "lib" / "*"))


if __name__ == "__main__":
    unittest.main()
