/** The runtime's own test module, known to the compiler. */
/// <reference types="@cloudflare/vitest-plugin/types" />
