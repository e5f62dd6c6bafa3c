"""Where everything lies. All that is generated is under kernel-setup/build/, except the notebooks' results."""

import os
from dataclasses import dataclass
from pathlib import Path

KERNEL_NAME = "kalshi-java"
KERNEL_DISPLAY_NAME = "Java (Kalshi toolkit)"


@dataclass(frozen=True)
class Layout:
    root: Path

    @staticmethod
    def of_this_project() -> "Layout":
        return Layout(Path(__file__).resolve().parents[2])

    @property
    def kernel_setup(self) -> Path:
        return self.root / "kernel-setup"

    @property
    def build(self) -> Path:
        return self.kernel_setup / "build"

    @property
    def requirements(self) -> Path:
        return self.kernel_setup / "requirements.txt"

    @property
    def startup_script(self) -> Path:
        return self.kernel_setup / "startup.jshell"

    @property
    def libraries(self) -> Path:
        """The toolkit's jar and its runtime dependencies: one directory, always of one build."""
        return self.build / "lib"

    @property
    def environment(self) -> Path:
        return self.build / "venv"

    @property
    def python(self) -> Path:
        """The private environment's Python."""
        if os.name == "nt":
            return self.environment / "Scripts" / "python.exe"
        return self.environment / "bin" / "python"

    @property
    def kernels(self) -> Path:
        return self.environment / "share" / "jupyter" / "kernels"

    @property
    def kernel_jar(self) -> Path:
        """The Java kernel as its Python package installs it."""
        return self.kernels / "java" / "jjava.jar"

    @property
    def kernelspec(self) -> Path:
        return self.kernels / KERNEL_NAME

    @property
    def jupyter(self) -> Path:
        return self.build / "jupyter"

    @property
    def logs(self) -> Path:
        return self.build / "logs"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    def relative(self, path: Path) -> str:
        """A path as messages show it: from the project's root where it lies inside."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return str(path)
