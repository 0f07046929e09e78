"""Who works here: people, departments, desks, roles."""
