"""Migrations. A new one gets the next number; HEAD and the tables in schema.py follow it. Never change an old one."""
