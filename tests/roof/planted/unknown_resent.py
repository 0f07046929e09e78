"""A worker with a fault: it sends again what may have arrived."""

from tests.roof.planted import bugs

if __name__ == "__main__":
    bugs.plant_resending()
    bugs.work()
