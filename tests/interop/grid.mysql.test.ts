import { grid } from "./grid.ts";

grid("mysql");
