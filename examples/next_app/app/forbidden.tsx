export default function Forbidden() {
  return (
    <>
      <h1>Not for you</h1>
      <p>Your account has no permission to see this page.</p>
    </>
  );
}
