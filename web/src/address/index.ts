// What pages need of addresses.
export { useAddress } from "./address";
export type { Address, Changes } from "./address";
export { go } from "./location";
export { Link } from "./Link";
