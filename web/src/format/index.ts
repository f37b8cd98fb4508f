// How values read.
export * from "./numbers";
export * from "./dates";
export { Figure } from "./Figure";
export { Growth } from "./Growth";
