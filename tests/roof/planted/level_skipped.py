"""A worker with a fault: it passes over steps."""

from tests.roof.planted import bugs

if __name__ == "__main__":
    bugs.plant_skipping()
    bugs.work()
