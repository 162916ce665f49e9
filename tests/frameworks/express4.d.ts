/** Express 4 has no types of its own here; the kit uses nothing that differs. */
declare module "express4" {
  import express from "express";
  export default express;
}
