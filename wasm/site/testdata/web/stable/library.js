export * from "./{{.Assets}}/boot.js";
