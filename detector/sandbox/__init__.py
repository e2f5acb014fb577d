"""How strangers' files are opened: in processes with limits, that may crash or be taken over.

``process`` starts one and gives it tasks, ``pool`` has several, ``child`` is what runs inside, ``channel`` is
what both say to each other, ``limits`` is what a process may take of this machine.
"""
