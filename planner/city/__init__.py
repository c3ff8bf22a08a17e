"""Many counties as one city: solved side by side by the batch, then border flows between them.

Each county is a task of `planner.batch`, in a process of its own here or on a cluster; this package writes what those
tasks read, weighs what they bring back, and puts it together.
"""
