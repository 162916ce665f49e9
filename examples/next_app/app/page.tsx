import { getSession } from "@/lib/session";
import { visit } from "./actions";

const APPS = { django: "Django", express: "Express", hono: "Hono", next: "Next.js" };

export default async function CounterPage() {
  const session = await getSession<Record<string, number>>();
  return (
    <>
      <h1>One session, many frameworks</h1>
      <p>
        Each app raises a counter of its own in your Django session, and sees those of the others.
      </p>
      <dl className="counters">
        {Object.entries(APPS).map(([name, title]) => (
          <div key={name}>
            <dt>{title}</dt>
            <dd id={name}>{session.get(name, 0)}</dd>
          </div>
        ))}
      </dl>
      <form action={visit}>
        <button>Visit Next.js</button>
      </form>
    </>
  );
}
