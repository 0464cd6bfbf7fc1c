export * from "./{{file "boot.js"}}";
