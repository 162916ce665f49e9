/** What every Node contender has alike: the connections to PostgreSQL, and its port. */
import { Pool } from "pg";

export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

export const port = Number(process.env.PORT);
