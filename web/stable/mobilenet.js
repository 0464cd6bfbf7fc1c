// MobileNet v1 for any page. This address stays; those of the modules behind it change with what is in them.
import { place } from "./{{file "files.js"}}";

place({{files "engine.js" "engine*.wasm"}}, import.meta.url);

export * from "./{{file "library.js"}}";
