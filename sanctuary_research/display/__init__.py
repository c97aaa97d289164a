"""How it looks: figures, maps, tables and sentences; nothing here computes an estimate."""
