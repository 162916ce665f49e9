import { usersGrid } from "./users-grid.ts";

usersGrid("postgresql");
