"""A worker with a fault: it claims mails without a lock."""

from tests.roof.planted import bugs

if __name__ == "__main__":
    bugs.plant_sender(bugs.claimed_without_lock)
    bugs.work()
