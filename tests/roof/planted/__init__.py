"""Workers with a fault in them: each module runs as the worker of `manage.py bench faults --worker MODULE`."""
