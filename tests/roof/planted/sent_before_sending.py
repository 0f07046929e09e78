"""A worker with a fault: it records a mail as sent before it sends it."""

from tests.roof.planted import bugs

if __name__ == "__main__":
    bugs.plant_sender(bugs.sent_before_sending)
    bugs.work()
