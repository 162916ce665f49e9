import { getSession, getUser } from "@/lib/session";

async function Asks() {
  const [user, session] = await Promise.all([getUser(), getSession<{ next: number }>()]);
  return <li>{`${user.username} ${session.get("next", 0)}`}</li>;
}

export async function generateMetadata() {
  return { title: (await getUser()).username };
}

export default function TenPage() {
  const components = Array.from({ length: 10 }, (_, index) => <Asks key={index} />);
  return <ul>{components}</ul>;
}
