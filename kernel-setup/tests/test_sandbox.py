"""The command line of notebooks/sandbox."""

import unittest

import support  # noqa: F401 - finds the packages

from runner import sandbox


class SandboxOptionsTest(unittest.TestCase):
    def test_what_is_given_goes_on_to_the_program(self):
        options, jar = sandbox.parse(["--port", "8080", "--fault", "lost:3", "--limits", "--jar", "t.jar"])
        self.assertEqual(["--port", "8080", "--fault", "lost:3", "--limits"], options)
        self.assertEqual("t.jar", jar)

    def test_it_is_small_unless_the_user_says_otherwise(self):
        self.assertIn("-XX:+UseSerialGC", sandbox.memory({}))
        self.assertIn("-XX:+UseSerialGC", sandbox.memory({"JAVA_TOOL_OPTIONS": "-Dhttp.proxyHost=x -ea"}))
        for own in ("-Xmx1g", "-XX:+UseG1GC", "-XX:MaxRAMPercentage=20", "-XX:MinHeapFreeRatio=5"):
            self.assertEqual((), sandbox.memory({"JAVA_TOOL_OPTIONS": own}), own)
            self.assertEqual((), sandbox.memory({"JDK_JAVA_OPTIONS": own}), own)


if __name__ == "__main__":
    unittest.main()
