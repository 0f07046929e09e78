"""Which faults are there? Each module registers its own; they run in this order."""

from privacyportal.roof.bench.faults.acts import processes, servers, mail, times, restored  # isort: skip
from privacyportal.roof.bench.faults.acts.registry import Fault, chosen, names

__all__ = ["Fault", "chosen", "mail", "names", "processes", "restored", "servers", "times"]
