"""What notebooks/run does, in rooms:

options    the command line
main       the order of a run
preflight  the toolkit's own check before any kernel starts
lab        --lab
execution  the notebooks one after the other, document: one of them; these two run inside the private environment
results    what is counted and what is said about a notebook
"""
