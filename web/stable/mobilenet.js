// MobileNet v1 for any page. This address stays, the one of the modules behind it changes with what is in them.
export * from "./{{.Assets}}/library.js";
