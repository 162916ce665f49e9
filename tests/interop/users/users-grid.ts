/** Every user model beside every Django, on one kind of database, through every case. */
import { afterAll, beforeAll, describe, test } from "vitest";
import type { Vendor } from "../../../src/databases/sql/database.ts";
import type { DescribedUserModel } from "../../../src/index.ts";
import { clientCase } from "../../databases/clients.ts";
import type { OpenClient } from "../../databases/clients.ts";
import { openPeer } from "../../django/server.ts";
import type { DjangoPeer } from "../../django/server.ts";
import { emptyDatabase, versions } from "../own-database.ts";
import type { OwnDatabase } from "../own-database.ts";
import { accountCases } from "./cases/accounts.ts";
import { knownCases } from "./cases/known.ts";
import type { UsersCase } from "./cases/known.ts";
import { permissionCases } from "./cases/permissions.ts";
import { rotationCases } from "./cases/rotation.ts";
import { schemaCases } from "./cases/schema.ts";
import { stepCases } from "./cases/steps.ts";
import { INSTALLED_APPS, MODELS } from "./models.ts";
import { SharedUsers, descriptionBy } from "./shared-users.ts";

const CLIENTS: Readonly<Record<Vendor, string>> = {
  postgresql: "pg",
  mysql: "mysql2/promise",
  sqlite: "better-sqlite3",
};

const CASES: Record<string, UsersCase> = {
  ...knownCases,
  ...stepCases,
  ...rotationCases,
  ...permissionCases,
  ...accountCases,
  ...schemaCases,
};

/** Makes the tests of one kind of database: one for each Django, since each makes the columns of its own kind. */
export function usersGrid(vendor: Vendor): void {
  describe.each(versions())("Django %s", (version) => {
    let database: OwnDatabase;
    let peer: DjangoPeer;
    let client: OpenClient;
    beforeAll(async () => {
      database = await emptyDatabase(vendor);
      peer = await openPeer({ version, databaseUrl: database.url, settings: { INSTALLED_APPS } });
      client = await clientCase(vendor, CLIENTS[vendor]).open(database.url);
    });
    afterAll(async () => {
      await client?.close();
      await peer?.stop();
      await database?.drop();
    });

    describe.each(MODELS)("$label", (model) => {
      let described: DescribedUserModel;
      beforeAll(async () => void (described = (await descriptionBy(peer, model.label)).userModel!));

      test.each(Object.entries(CASES))("%s", async (_name, run) => {
        await run(new SharedUsers(peer, client, model, described));
      });
    });
  });
}
