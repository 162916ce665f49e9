import { grid } from "./grid.ts";

grid("postgresql");
