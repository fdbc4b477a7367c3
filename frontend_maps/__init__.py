"""What people see: the console, the crew page, the planner's maps."""
