"""What is looked at to know whether the portal works and is set up? One module per part of it."""
