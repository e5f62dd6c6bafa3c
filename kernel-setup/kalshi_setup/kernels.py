"""The two Java kernels: what is the same about them, and how they differ."""

from dataclasses import dataclass


@dataclass(frozen=True)
class JavaKernel:
    """`option` names it on the command line, `name` is its kernelspec's, `variables` begin the names of its settings."""

    option: str
    name: str
    display_name: str
    variables: str
    jvm_options: tuple[str, ...] = ()


JJAVA = JavaKernel(
    "jjava",
    "kalshi-java",
    "Java (Kalshi toolkit)",
    "JJAVA",
    # it reaches into JShell and dies at start without this
    ("--add-opens", "jdk.jshell/jdk.jshell=ALL-UNNAMED"),
)
IJAVA = JavaKernel("ijava", "kalshi-ijava", "Java (IJava, Kalshi toolkit)", "IJAVA")
# the first one is the default
KERNELS = (JJAVA, IJAVA)
