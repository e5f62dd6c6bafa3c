"""What kernel-setup/install does, in rooms:

checks        what the machine must have, one clear message each
layout        where everything lies
arguments     the command lines
kernels       the two Java kernels and how they differ
toolkit       the toolkit's jars, built by Maven
environment   the private Python environment
release       the IJava kernel, taken out of its release zip
kernelspec    how Jupyter starts a kernel
installation  the order of all that, and when it can be skipped
kernel, smoke the only two that run inside the private environment
"""
