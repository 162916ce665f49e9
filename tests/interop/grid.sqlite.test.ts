import { grid } from "./grid.ts";

grid("sqlite");
