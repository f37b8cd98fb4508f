// Types of what the bundler gives.
/// <reference types="vite/client" />
