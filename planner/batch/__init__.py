"""Many scenarios: side by side in processes of this machine, or on a cluster that is running.

Each is run as `planner run` runs it, in a process of its own. What is done is written down once; begun again with the
same files, versions and options, a batch goes on where it was.
"""
