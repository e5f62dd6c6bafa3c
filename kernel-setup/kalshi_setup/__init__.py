"""What kernel-setup/install does, in rooms:

checks        what the machine must have, one clear message each
layout        where everything lies
toolkit       the toolkit's jars, built by Maven
environment   the private Python environment
kernelspec    how Jupyter starts our kernel
installation  the order of all that, and when it can be skipped
kernel, smoke the only two that run inside the private environment
"""
