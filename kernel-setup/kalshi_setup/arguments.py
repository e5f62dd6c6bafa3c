"""Command lines of both commands: what is wrong in one is a message of two lines like any other."""

import argparse

from .kernels import KERNELS, JavaKernel
from .problem import Problem


class Parser(argparse.ArgumentParser):
    def error(self, message: str):
        raise Problem(f"{message[:1].upper()}{message[1:]}.\nSee: {self.prog} --help")

    def add_kernel(self) -> None:
        names = ", ".join(kernel.option for kernel in KERNELS)
        self.add_argument(
            "--kernel",
            default=KERNELS[0].option,
            metavar="NAME",
            help=f"the Java kernel: {names} (default: {KERNELS[0].option})",
        )


def kernel_of(option: str) -> JavaKernel:
    for kernel in KERNELS:
        if kernel.option == option:
            return kernel
    names = " or ".join(kernel.option for kernel in KERNELS)
    raise Problem(f"--kernel {option}: unknown.\nIt is {names}.")
