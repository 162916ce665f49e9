import { getSession } from "@/lib/session";
import { change, seen } from "./actions";

const ENDS = ["returns", "redirects", "finds nothing", "forbids", "fails", "guards"];

export default async function LabPage() {
  const session = await getSession();
  return (
    <>
      <output id="changed">{session.get("changed", "")}</output>
      <output id="cart">{JSON.stringify(session.get("cart", []))}</output>
      <form action={change}>
        {ENDS.map((end) => (
          <button key={end} name="end" value={end}>
            {end}
          </button>
        ))}
      </form>
      <form action={seen}>
        <button name="end" value="sees">
          sees
        </button>
      </form>
    </>
  );
}
