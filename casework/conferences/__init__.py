"""Case conferences, their actions and minutes (T4-2, T4-3)."""
