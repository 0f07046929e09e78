"""How every admin screen behaves: who sees what, buttons, refusals, panels, import and export."""
